"""The response on a street: officers are sent by the policy's own rule."""

from sim.day.world import StreetWorld
from tests.conftest import short_day


def sent_elsewhere(*settings):
    """Return how many officers were sent, and how many of them by an alert of another site than their own."""
    street = StreetWorld(short_day("lfr.threshold=0.45", *settings), seed=11)
    sent = {}
    while street.running:
        street.step()
        for officer in street.deployment.response.officers:
            if officer.pursuit is not None:
                alert = officer.pursuit.alert
                sent[officer.unique_id, alert.person_id] = alert.site != officer.site
    return len(sent), sum(sent.values())


def test_officers_keep_to_their_site_where_the_policy_says_so():
    sent, elsewhere = sent_elsewhere("lfr.engagement.dispatch.kind=own_site")
    assert sent > 10
    assert elsewhere == 0


def test_officers_of_any_site_are_sent_by_default():
    sent, elsewhere = sent_elsewhere()
    assert 0 < elsewhere < sent
