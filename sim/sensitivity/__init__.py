"""What a metric hangs on: which inputs, how much of its variance each makes, and where a conclusion changes.

    question = Question(arms={"year": programme}, name="arrests", estimator="expected", root=store)
    inputs = inputs_asked(question.arms, [])
    with answering(question, workers=2) as response:
        screening = screen(inputs, response, n=8, seed=1)
        assumed = group_total(inputs, by_basis(inputs)["assumed"], response, n=64, seed=1)

Everything asks a `Response`, a function from points to values: the simulator's, as above, or an emulator's.
"""
