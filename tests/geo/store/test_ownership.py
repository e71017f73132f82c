"""A database is the register of one registry."""

from dataclasses import replace

import pytest

from geo.errors import InputError
from geo.registry import Registry, load_registry
from geo.store.log import Register
from tests.data import EXAMPLE
from tests.geo.store.conftest import Opened, Place
from tests.geo.store.said import EDITOR, PROJECT, note


@pytest.fixture(scope="module")
def other() -> Registry:
    return load_registry(EXAMPLE)


def again(register: Register, registry: Registry) -> Register:
    return Register(register.database, register.files, registry)


def only(registry: Registry, *projects: str) -> Registry:
    return replace(registry, projects={key: registry.projects[key] for key in projects})


def test_another_registry_is_kept_out_once_somebody_wrote(
    register: Register, other: Registry
) -> None:
    late = again(register, other)  # nobody's yet: both may open it
    register.append(EDITOR, [note("của bộ thứ nhất")])
    with pytest.raises(InputError, match="register of another registry") as fault:
        again(register, other)
    assert "bộ dữ liệu khác" in fault.value.told("vi")
    assert "GIAPRANH_DATABASE" in fault.value.told("vi")
    project = next(iter(other.projects))
    with pytest.raises(InputError, match="another registry"):
        late.append(EDITOR, [note("của bộ thứ hai", project=project)])
    assert [entry.project for entry in register.entries()] == [PROJECT]


def test_each_has_a_database_of_its_own_on_one_server(
    opened: Opened, place: Place, other: Registry
) -> None:
    first, second = opened(place()), again(opened(place()), other)
    project = next(iter(other.projects))
    first.append(EDITOR, [note("một")])
    second.append(EDITOR, [note("hai", project=project)])
    assert {entry.project for entry in first.entries()} == {PROJECT}
    assert {entry.project for entry in second.entries()} == {project}


def test_a_registry_that_gains_and_loses_projects_stays_the_same(
    register: Register, registry: Registry
) -> None:
    first, second, third = list(registry.projects)[:3]
    again(register, only(registry, first, second)).append(
        EDITOR, [note("x", project=first, side=None)]
    )
    again(register, only(registry, second, third)).append(
        EDITOR, [note("y", project=second, side=None)]
    )
    assert len(again(register, only(registry, third)).entries()) == 2
    with pytest.raises(InputError, match="another registry"):
        again(register, only(registry, first))
