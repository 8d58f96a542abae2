x = 1  # the side
