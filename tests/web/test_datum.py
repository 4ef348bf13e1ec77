"""Shifted coordinates agree with gcoord 1.0.7 (npm), whose answers stand here."""

from __future__ import annotations

import pytest

from volunteer.web.datum import CONVERTERS, Datum, LonLat

# WGS-84, GCJ-02, BD-09
PAIRS: tuple[tuple[LonLat, LonLat, LonLat], ...] = (
    ((113.75, 23.02), (113.75519411308146, 23.017277170151782), (113.76160903860637, 23.02360400596161)),
    ((113.80079, 23.03002), (113.8059053705412, 23.02725687317053), (113.81244434794965, 23.033001830936342)),
    ((114.17136, 22.84516), (114.17635555691074, 22.842462739661286), (114.1829384219539, 22.848129545233284)),
    ((113.55865, 23.06147), (113.56377258687357, 23.058612581835813), (113.57033447700803, 23.064390938598926)),
    ((116.397428, 39.90923), (116.40367162595768, 39.91063350638631), (116.41004410170474, 39.916972856075134)),
    ((103.9526, 30.7617), (103.95475274427356, 30.759035530697584), (103.96129254298978, 30.764963772116605)),
)


@pytest.mark.parametrize(("wgs84", "gcj02", "bd09"), PAIRS)
def test_a_point_moves_as_gcoord_moves_it(wgs84: LonLat, gcj02: LonLat, bd09: LonLat) -> None:
    assert CONVERTERS[Datum.WGS84](wgs84) == wgs84
    assert CONVERTERS[Datum.GCJ02](wgs84) == pytest.approx(gcj02, abs=1e-9)
    assert CONVERTERS[Datum.BD09](wgs84) == pytest.approx(bd09, abs=1e-9)


def test_outside_of_the_shifted_area_nothing_moves() -> None:
    sydney = (151.2093, -33.8688)
    assert CONVERTERS[Datum.GCJ02](sydney) == sydney
