import gc
import runpy


def test_garbage_is_collected_once_the_application_is_loaded() -> None:
    """Also in a process that had loaded the apps before."""
    runpy.run_module("config.wsgi")
    assert gc.isenabled()
