"""Settings under which no group is treated otherwise than another, for tests that switch one difference on."""

SHARES = "{asian: 0.2, black: 0.2, mixed: 0.2, other: 0.2, white: 0.2}"


def profile(black: float = 1.0) -> str:
    """Return a profile as a setting; false alerts of Black people are so many times as frequent."""

    def fpir(rate: float) -> str:
        others = "asian, mixed, other, white"
        return f"[{{groups: [black], rate: {rate * black}}}, {{groups: [{others}], rate: {rate}}}]"

    points = ", ".join(
        f"{{threshold: {threshold}, watchlist_size: 4000, source: made up, fpir: {fpir(rate)}{tpir}}}"
        for threshold, rate, tpir in ((0.6, 0.01, ", tpir: [{rate: 0.9}]"), (0.7, 0.001, ""))
    )
    return (
        f"lfr.recognition.profile={{name: made up, regime: own, face_shares: {SHARES}, list_shares: {SHARES}, "
        f"points: [{points}]}}"
    )


EVEN = (
    f"borough.resident_shares={SHARES}",
    f"borough.visitor_shares={SHARES}",
    "borough.areas=[{name: all, share: 1.0}]",
    f"streets.north_end.place.population.street_shares={SHARES}",
    f"lfr.watchlist.group_shares={SHARES}",
    profile(),
    "lfr.threshold=0.62",
    "lfr.recognition.backend.thinned_share=0.1",
    "listing.renewal_days=5",
    "trust.avoiding.discount=0.0",
    "lfr.adjudication.p_false_reject=0.4",
    "lfr.adjudication.p_false_accept=0.4",
    "lfr.adjudication.score_slope=0.0",
)
