text = """
```
the side
```
"""  # the side
