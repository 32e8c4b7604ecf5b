"""What is known of six streets: their assumed width, what opens onto them and where, and whose data says so."""

from __future__ import annotations

from typing import NamedTuple


class Arm(NamedTuple):
    """A side street or a door: where along the street, on which side (+1 left), how wide, and what is known of it."""

    s_m: float
    side: int
    width_m: float
    id: str
    name: str
    known: str
    """`read`, `inferred` or `recalled`: of its place along the street."""
    give_or_take_m: float
    source: str
    is_door: bool = False


class Place(NamedTuple):
    """A street to draw."""

    id: str
    name: str
    source: str
    """Begins the name of its centreline in the source."""
    length_m: float | None
    """How much of the centreline is drawn; None for all."""
    width_m: float
    ends: tuple[tuple[str, str], tuple[str, str]]
    """Ids and names of the mouths at the beginning and at the end."""
    arms: tuple[Arm, ...]
    shops: str
    """Sides with shops: "both", "left" or "right"."""
    zone_s: float
    credits: str
    """Whose data its side streets are placed by, beyond that of the centreline."""
    licences: tuple[str, ...] = ()


TFL_STOPS = "TfL bus stops, Powered by TfL Open Data, contains OS data © Crown copyright and database rights"
OSM = "single junctions of OpenStreetMap, © OpenStreetMap contributors, ODbL 1.0"
OSM_TERMS = ("ODbL 1.0 (single junctions)",)
RECALLED = "recalled, not checked"

PLACES = (
    Place(
        "george_street",
        "George Street, Croydon",
        "George Street",
        330.0,
        12.0,
        (("north_end", "North End and the crossroads"), ("east_croydon", "Towards East Croydon station")),
        (
            Arm(
                277.0,
                1,
                20.0,
                "wellesley_road",
                "Wellesley Road",
                "read",
                8.0,
                "where OpenStreetMap has the tram crossing of Wellesley Road",
            ),
            Arm(
                277.0,
                -1,
                20.0,
                "park_lane",
                "Park Lane",
                "inferred",
                12.0,
                "the same crossing to the south, where TfL's stops for Fairfield Halls are",
            ),
        ),
        "both",
        60.0,
        f"{TFL_STOPS}; {OSM}",
        OSM_TERMS,
    ),
    Place(
        "london_road",
        "London Road, Croydon",
        "London Road",
        430.0,
        9.0,
        (("west_croydon", "North End and West Croydon's trams and buses"), ("broad_green", "Towards Broad Green")),
        (
            Arm(
                25.0,
                1,
                6.0,
                "derby_road",
                "Derby Road",
                "inferred",
                15.0,
                "London Road starts at it (londonroadcroydon.wordpress.com); its side is recalled",
            ),
            Arm(
                40.0,
                -1,
                6.0,
                "station",
                "West Croydon station",
                "inferred",
                20.0,
                "the station is on this side, about here; that it opens onto this street is recalled",
                is_door=True,
            ),
            Arm(
                158.0,
                1,
                6.0,
                "mead_place",
                "Mead Place",
                "inferred",
                12.0,
                "opposite Oakfield Road, after number 37 (croydon.randomness.org.uk, 6 April 2014)",
            ),
            Arm(
                158.0,
                -1,
                7.0,
                "oakfield_road",
                "Oakfield Road",
                "inferred",
                10.0,
                "after number 42 (croydon.randomness.org.uk, 6 April 2014); a cushion 28 m up a street on this side "
                "(TfL Cycling Infrastructure Database, RWG216437)",
            ),
        ),
        "both",
        85.0,
        "",
    ),
    Place(
        "thornton_heath",
        "High Street, Thornton Heath",
        "Thornton Heath High Street",
        None,
        8.0,
        (
            ("east", "Towards Whitehorse Road and Whitehorse Lane"),
            ("station", "The clock tower and Thornton Heath station"),
        ),
        (
            Arm(
                110.0,
                -1,
                4.0,
                "leisure_centre",
                "Thornton Heath Leisure Centre",
                "recalled",
                40.0,
                RECALLED,
                is_door=True,
            ),
            Arm(245.0, -1, 6.0, "woodville_road", "Woodville Road", "recalled", 60.0, RECALLED),
        ),
        "both",
        175.0,
        "",
    ),
    Place(
        "south_norwood",
        "High Street, South Norwood",
        "South Norwood High Street",
        None,
        7.0,
        (("station", "Station Road, the clock tower and Norwood Junction station"), ("east", "Towards Penge Road")),
        (
            Arm(
                95.0,
                -1,
                6.0,
                "belgrave_grosvenor",
                "Grosvenor Road and Belgrave Road",
                "inferred",
                35.0,
                "both meet the high street (council notice of 15 April 2021), on the side of the railway; one mouth "
                "stands for two",
            ),
            Arm(
                171.0,
                1,
                9.0,
                "south_norwood_hill",
                "South Norwood Hill",
                "read",
                10.0,
                "the signals of OpenStreetMap where it meets the high street, and TfL's stops up the hill",
            ),
            Arm(
                171.0,
                -1,
                9.0,
                "portland_road",
                "Portland Road",
                "inferred",
                12.0,
                "the same signals, and TfL's stops down the road",
            ),
        ),
        "both",
        40.0,
        f"{TFL_STOPS}; {OSM}",
        OSM_TERMS,
    ),
    Place(
        "new_addington",
        "Central Parade, New Addington",
        "New Addington Central Parade",
        None,
        8.0,
        (("north", "North end: Salcot Crescent and the tram stop"), ("south", "South end and the bus stops")),
        (
            Arm(
                69.0,
                -1,
                4.0,
                "new_addington_centre",
                "The New Addington Centre and library",
                "inferred",
                30.0,
                "the coordinates of the library (Wikipedia); where its door is is inferred",
                is_door=True,
            ),
            Arm(
                110.0,
                -1,
                12.0,
                "market",
                "The market square",
                "inferred",
                45.0,
                "that there is one: Greater London Authority; on the side without shops",
            ),
            Arm(
                150.0,
                -1,
                4.0,
                "leisure_centre",
                "New Addington Leisure Centre",
                "recalled",
                60.0,
                "on the western side of the parade (insidecroydon.com, 3 January 2020); where along it is recalled, "
                "not checked",
                is_door=True,
            ),
        ),
        "left",
        86.0,
        f"{TFL_STOPS}; Wikipedia (one position)",
    ),
    Place(
        "lewisham",
        "High Street, Lewisham",
        "Lewisham High Street",
        400.0,
        14.0,
        (("south", "South end, towards Courthill Road"), ("station", "The clock tower and Lewisham station")),
        (
            Arm(
                65.0,
                1,
                14.0,
                "molesworth_street",
                "Molesworth Street",
                "inferred",
                15.0,
                "where the part for buses alone begins in OpenStreetMap, in line with TfL's stops in Molesworth Street",
            ),
            Arm(
                115.0,
                -1,
                6.0,
                "limes_grove",
                "Limes Grove",
                "recalled",
                40.0,
                "that it meets the high street: ideal-homes.org.uk; side and place recalled, not checked",
            ),
            Arm(
                307.0,
                -1,
                7.0,
                "albion_way",
                "Albion Way",
                "read",
                8.0,
                "where it begins in OpenStreetMap",
            ),
            Arm(
                330.0,
                1,
                8.0,
                "centre",
                "Lewisham Shopping Centre, main entrance by the market",
                "inferred",
                40.0,
                "that there is one: fromthemurkydepths.co.uk, 2018; on the side of the centre's postcode; where along "
                "the street is recalled. Parts of the centre are to be pulled down",
                is_door=True,
            ),
            Arm(
                391.0,
                1,
                6.0,
                "centre_north_east",
                "Lewisham Shopping Centre, north-east entrance",
                "recalled",
                40.0,
                "that there is one: salamandernews.org, 2025; where along the street is recalled, not checked",
                is_door=True,
            ),
        ),
        "both",
        205.0,
        f"{TFL_STOPS}; {OSM}",
        OSM_TERMS,
    ),
)
