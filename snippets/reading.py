"""What stands around a block of code: the example of the page on reading the snippets."""

# --8<-- [start:first]
import torch

torch.manual_seed(0)
X = torch.tensor([[4, 5, 6, 7], [8, 5, 9, 7]])  # (batch, steps)
table = torch.randn(10, 3)  # (tokens, features): three random numbers for each token
vectors = table[X]  # (batch, steps, features)
print(tuple(X.shape), "->", tuple(vectors.shape))
# --8<-- [end:first]


# --8<-- [start:goes-on]
def sentence_vectors(vectors: torch.Tensor) -> torch.Tensor:
    """Take the mean over the steps: (batch, steps, features) to (batch, features)."""
    return vectors.mean(dim=1)


means = sentence_vectors(vectors)
print(tuple(vectors.shape), "->", tuple(means.shape))
# --8<-- [end:goes-on]

# --8<-- [start:by-index]
by_index = table[X]
# --8<-- [end:by-index]

# --8<-- [start:by-product]
by_product = torch.nn.functional.one_hot(X, 10).float() @ table
# --8<-- [end:by-product]

# --8<-- [start:compare]
print(torch.allclose(by_index, by_product))
# --8<-- [end:compare]

# --8<-- [start:solution-shape]
X = torch.randint(0, 10, (3, 6))
print(tuple(sentence_vectors(table[X]).shape))
# --8<-- [end:solution-shape]

# --8<-- [start:anew]
try:
    print(vectors)
except NameError as error:
    print(error)
# --8<-- [end:anew]

# --8<-- [start:promise]
left = (0.1 + 0.2) + 0.3
right = 0.1 + (0.2 + 0.3)
print(left == right)
print(round(left, 2), round(right, 2))
# --8<-- [end:promise]

# --8<-- [start:solution-same]
import ast

english = "scores = [2, 3]  # two scores\nprint('done')"
portuguese = "scores = [2, 3]  # duas pontuações\nprint('done')"
changed = "scores = [2, 3]  # two scores\nprint('feito')"
for other in (portuguese, changed):
    print(ast.dump(ast.parse(english)) == ast.dump(ast.parse(other)))
# --8<-- [end:solution-same]

# --8<-- [start:solution-holds]
import torch

torch.manual_seed(0)
numbers = torch.rand(100_000)
forwards, backwards = numbers.cumsum(0)[-1], numbers.flip(0).cumsum(0)[-1]
print(round(numbers.mean().item(), 2))
print(torch.isclose(forwards, backwards, rtol=1e-4).item())
# --8<-- [end:solution-holds]
