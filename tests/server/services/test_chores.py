from server.services.chores import CHORES, Chore, run_chore
from server.services.resources import Resources


def test_a_chore_is_handed_the_resources(resources: Resources) -> None:
    seen: list[Resources] = []
    run_chore(resources, Chore("look", 1, seen.append))
    assert seen == [resources]


def test_a_chore_that_fails_is_logged_and_ends_nothing(resources: Resources) -> None:
    def fail(_: Resources) -> None:
        raise RuntimeError("broken")

    run_chore(resources, Chore("fail", 1, fail))


def test_every_chore_has_a_name_of_its_own() -> None:
    names = [chore.name for chore in CHORES]
    assert len(set(names)) == len(names)
    assert all(chore.every_s >= 1 for chore in CHORES)
