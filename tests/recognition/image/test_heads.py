"""Heads: every identity is there, cut out of its background, and has one role."""

from __future__ import annotations

import numpy as np
import pytest

from sim.recognition.image.heads import ROLES, load_head, n_heads


def test_roles_share_no_identity_and_leave_none_out():
    roles = (ROLES.fitting, ROLES.listed, ROLES.passing)
    assert sorted(identity for role in roles for identity in role) == list(range(n_heads()))


@pytest.mark.parametrize(("yaw", "pitch", "nearest"), [(0, 0, (0, 0)), (12, 5, (20, 0)), (75, 30, (40, 15))])
def test_the_nearest_view_is_taken(yaw: float, pitch: float, nearest: tuple[float, float]):
    pytest.importorskip("cv2")
    head = load_head(ROLES.listed[0], yaw_deg=yaw, pitch_deg=pitch)
    assert (head.yaw_deg, head.pitch_deg) == nearest


@pytest.mark.parametrize("identity", [0, 150, n_heads() - 1])
def test_a_head_is_cut_out_of_its_background(identity: int):
    pytest.importorskip("cv2")
    head = load_head(identity, yaw_deg=0, pitch_deg=0)
    column, row = (round(at) for at in head.middle)
    assert head.mask[0, 0] == head.mask[0, -1] == 0
    assert head.mask[row, column] == 1
    assert 0.3 < head.mask.mean() < 0.8


def test_identities_look_different():
    pytest.importorskip("cv2")
    pictures = [load_head(identity, yaw_deg=0, pitch_deg=0).picture.astype(float) for identity in range(20)]
    apart = [np.abs(a - b).mean() for i, a in enumerate(pictures) for b in pictures[:i]]
    assert min(apart) > 4
