"""Reads an X display through libxcb: its size, the pixels of one rectangle, and its windows.

Pillow's own grab copies the whole screen each time: 33 MB of a 4K one to see 48 x 3 pixels.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint, c_void_p
from ctypes import c_int16 as i16
from ctypes import c_uint8 as u8
from ctypes import c_uint16 as u16
from ctypes import c_uint32 as u32
from functools import cache

Box = tuple[int, int, int, int]
_Z_PIXMAP, _ALL_PLANES, _PIXEL_BYTES = 2, 0xFFFFFFFF, 4
_WIDTH_AND_HEIGHT, _PLACE, _STACKING, _BELOW = 4 | 8, 1 | 2 | 4 | 8 | 16, 64, 1
_BACKGROUND, _EVENTS, _REDIRECT = 1, 1 << 11, 1 << 20
_MAP_REQUEST, _CONFIGURE_REQUEST = 20, 23


class _Screen(Structure):
    _fields_ = [("root", u32), ("_before", u32 * 4), ("width", u16), ("height", u16)]


class _Screens(Structure):
    _fields_ = [("data", POINTER(_Screen)), ("rem", c_int), ("index", c_int)]


class _Geometry(Structure):
    _fields_ = [
        ("_before", u32 * 3),
        ("left", i16), ("top", i16), ("width", u16), ("height", u16),
    ]  # fmt: skip


class _ConfigureRequest(Structure):
    """Source: X11 protocol, ConfigureRequest."""

    _fields_ = [
        ("_before", u32 * 2), ("window", u32), ("_sibling", u32),
        ("left", i16), ("top", i16), ("width", u16), ("height", u16), ("border", u16),
        ("mask", u16),
    ]  # fmt: skip


class _Cookie(Structure):
    _fields_ = [("sequence", c_uint)]


@cache
def _xcb() -> ctypes.CDLL:
    """Load the library. Raises: OSError."""
    xcb = ctypes.CDLL("libxcb.so.1")
    for name, gives, takes in (
        ("xcb_connect", c_void_p, (c_char_p, POINTER(c_int))),
        ("xcb_connection_has_error", c_int, (c_void_p,)),
        ("xcb_disconnect", None, (c_void_p,)),
        ("xcb_get_setup", c_void_p, (c_void_p,)),
        ("xcb_setup_roots_iterator", _Screens, (c_void_p,)),
        ("xcb_get_image", _Cookie, (c_void_p, u8, u32, i16, i16, u16, u16, u32)),
        ("xcb_get_image_reply", c_void_p, (c_void_p, _Cookie, POINTER(c_void_p))),
        ("xcb_query_tree", _Cookie, (c_void_p, u32)),
        ("xcb_query_tree_reply", c_void_p, (c_void_p, _Cookie, POINTER(c_void_p))),
        ("xcb_query_tree_children", POINTER(u32), (c_void_p,)),
        ("xcb_query_tree_children_length", c_int, (c_void_p,)),
        ("xcb_get_geometry", _Cookie, (c_void_p, u32)),
        ("xcb_get_geometry_reply", c_void_p, (c_void_p, _Cookie, POINTER(c_void_p))),
        ("xcb_configure_window", _Cookie, (c_void_p, u32, u16, POINTER(u32))),
        ("xcb_change_window_attributes", _Cookie, (c_void_p, u32, u32, POINTER(u32))),
        (
            "xcb_change_window_attributes_checked",
            _Cookie,
            (c_void_p, u32, u32, POINTER(u32)),
        ),
        ("xcb_request_check", c_void_p, (c_void_p, _Cookie)),
        ("xcb_poll_for_event", c_void_p, (c_void_p,)),
        ("xcb_map_window", _Cookie, (c_void_p, u32)),
        ("xcb_flush", c_int, (c_void_p,)),
        ("xcb_get_image_data", c_void_p, (c_void_p,)),
        ("xcb_get_image_data_length", c_int, (c_void_p,)),
    ):
        getattr(xcb, name).restype, getattr(xcb, name).argtypes = gives, takes
    return xcb


def size_of(display: str) -> tuple[int, int]:
    """Give the width and height of a display in pixels. Raises: OSError."""
    with _connected(display) as (_, screen):
        return screen.width, screen.height


def pixels_of(display: str, box: Box) -> bytes:
    """Give the pixels of a rectangle (left, top, right, bottom), four bytes each: B, G, R, none.

    Raises: OSError when there is no display, or not so large a one.
    """
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    with _connected(display) as (connection, screen):
        xcb = _xcb()
        cookie = xcb.xcb_get_image(
            connection, _Z_PIXMAP, screen.root, left, top, width, height, _ALL_PLANES
        )
        with _reply(xcb.xcb_get_image_reply, connection, cookie) as reply:
            if not reply:
                raise OSError(f"{width}x{height}+{left}+{top} is not on display {display}")
            length = xcb.xcb_get_image_data_length(reply)
            data = ctypes.string_at(xcb.xcb_get_image_data(reply), length)
    if len(data) != width * height * _PIXEL_BYTES:
        raise OSError(f"display {display} has no 24 bits of colour")
    return data


def stretch_windows(display: str, box: Box) -> int:
    """Make windows that fill a rectangle but for its last row and column fill it; count them.

    Chromium opens one pixel short of a whole display, lest a window manager takes it for
    full-screen; without a window manager that leaves black lines. Raises: OSError.
    """
    left, top, right, bottom = box
    short = (left, top, right - left - 1, bottom - top - 1)
    with _connected(display) as (connection, screen):
        found = [one for one in _windows(connection, screen.root) if one[1] == short]
        size = (u32 * 2)(right - left, bottom - top)
        for window, _ in found:
            _xcb().xcb_configure_window(connection, window, _WIDTH_AND_HEIGHT, size)
        _xcb().xcb_flush(connection)
    return len(found)


@contextmanager
def new_windows_beneath(display: str) -> Iterator[Callable[[], None]]:
    """Have all windows that come from now on beneath those that are there, from the first.

    They get no background of their own: what was seen stays until they have painted. What this
    gives is to be called often, for until then no window is shown at all. Raises: OSError, also
    where a window manager has that right.
    """
    with _connected(display) as (connection, screen):
        xcb, mask = _xcb(), (u32 * 1)(_REDIRECT)
        asked = xcb.xcb_change_window_attributes_checked(connection, screen.root, _EVENTS, mask)
        error = xcb.xcb_request_check(connection, asked)
        if error:
            _libc().free(error)
            raise OSError(f"a window manager runs on display {display}")

        def show() -> None:
            while event := xcb.xcb_poll_for_event(connection):
                try:
                    _obey(connection, event)
                finally:
                    _libc().free(event)
            xcb.xcb_flush(connection)

        yield show


def _obey(connection: int, event: int) -> None:
    """Do what a client asked for, but leave new windows beneath and without a background."""
    xcb, kind = _xcb(), u8.from_address(event).value & 0x7F
    if kind == _MAP_REQUEST:
        window = u32.from_address(event + 8).value
        below, none = (u32 * 1)(_BELOW), (u32 * 1)(0)
        for part in (window, *_children(connection, window)):
            xcb.xcb_change_window_attributes(connection, part, _BACKGROUND, none)
        xcb.xcb_configure_window(connection, window, _STACKING, below)
        xcb.xcb_map_window(connection, window)
    elif kind == _CONFIGURE_REQUEST:
        asked = _ConfigureRequest.from_address(event)
        wished = (asked.left, asked.top, asked.width, asked.height, asked.border)
        values = [value for bit, value in enumerate(wished) if asked.mask & 1 << bit]
        xcb.xcb_configure_window(
            connection,
            asked.window,
            asked.mask & _PLACE,
            (u32 * 5)(*(v & 0xFFFFFFFF for v in values)),
        )


def _windows(connection: int, root: int) -> list[tuple[int, Box]]:
    """Give the windows of a display, each with left, top, width and height."""
    xcb, found = _xcb(), []
    for window in _children(connection, root):
        asked = xcb.xcb_get_geometry(connection, window)
        with _reply(xcb.xcb_get_geometry_reply, connection, asked) as reply:
            if reply:  # else it is gone meanwhile
                at = _Geometry.from_address(reply)
                found.append((window, (at.left, at.top, at.width, at.height)))
    return found


def _children(connection: int, root: int) -> list[int]:
    xcb = _xcb()
    with _reply(xcb.xcb_query_tree_reply, connection, xcb.xcb_query_tree(connection, root)) as tree:
        count = xcb.xcb_query_tree_children_length(tree) if tree else 0
        return list(xcb.xcb_query_tree_children(tree)[:count]) if count else []


@contextmanager
def _reply(
    read: Callable[..., int | None], connection: int, cookie: _Cookie
) -> Iterator[int | None]:
    """Read a reply, None if the display refuses, and free it."""
    error = c_void_p()
    reply = read(connection, cookie, byref(error))
    try:
        yield reply
    finally:
        for held in (reply, error):
            _libc().free(held)


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None)
    libc.free.argtypes = (c_void_p,)
    return libc


@contextmanager
def _connected(display: str) -> Iterator[tuple[int, _Screen]]:
    xcb, number = _xcb(), c_int()
    connection = xcb.xcb_connect(display.encode(), byref(number))
    try:
        if xcb.xcb_connection_has_error(connection):
            raise OSError(f"there is no display {display}")
        screens = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(connection))
        yield connection, screens.data.contents
    finally:
        xcb.xcb_disconnect(connection)
