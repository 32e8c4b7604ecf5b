"""A day and a programme from the public interface: what every Python that the project claims must be able to do."""

import sim

DAY = {"day.duration_h": 0.1, "day.warm_up_s": 120, "population.residents": 5000, "lfr.watchlist.size": 500}
PROGRAMME = {
    "months": 1,
    "borough.residents": 20_000,
    "borough.visitors": 20_000,
    "streets.north_end.place.footfall.people_per_day": 8000,
    "lfr.watchlist.size": 2000,
    "siting": [{"rule": "fixed", "per_month": 2, "duration_h": 0.5}],
}


def test_a_day_is_simulated_measured_and_stored(tmp_path):
    scenario = sim.load_scenario("north_end", policies=["lfr_fixed_2025"], values=DAY)
    stored = sim.simulate(sim.Job(scenario, seed=4), root=tmp_path)
    people = stored.metrics.filter(name="people", by="all", estimator="sampled")["value"].item()
    assert people == sim.measure(sim.run(scenario, seed=4)).filter(name="people", by="all")["value"].item() > 50


def test_a_programme_is_stepped_to_its_end(tmp_path):
    programme = sim.load_programme("north_end_year", values=PROGRAMME)
    run = sim.ProgrammeRun(programme, seed=4, root=tmp_path)
    while run.running:
        run.step()
    assert len(run.result.deployed) == 2
    assert len(run.result.months) == 1
