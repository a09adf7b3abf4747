"""What a fenced process does to itself before it looks at a file: limits, settings, no network, few files, no powers.

Standard library alone, and no GDAL: the walls stand before anything else is loaded. Each of them may be missing on a
system that does not know it (all but the settings outside Linux); what is missing is listed and the others still hold.
"""

from __future__ import annotations

import ctypes
import mimetypes
import os
import signal
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from gis.read.intake.limits import Limits

__all__ = [
    "SETTINGS",
    "Reach",
    "can_confine",
    "close_in",
    "confine_files",
    "drop_powers",
    "environment",
    "leave_network",
    "limit_resources",
    "own_reach",
    "reachable",
]

_DEAD = "http://127.0.0.1:9"  # the discard port of this machine: nobody listens, and nothing leaves

SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        # No network by any door of GDAL, curl or PROJ.
        "GDAL_HTTP_PROXY": _DEAD,
        "GDAL_HTTPS_PROXY": _DEAD,
        "http_proxy": _DEAD,
        "https_proxy": _DEAD,
        "ALL_PROXY": _DEAD,
        "GDAL_HTTP_MAX_RETRY": "0",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
        "PROJ_NETWORK": "OFF",
        "GML_DOWNLOAD_SCHEMA": "NO",
        # A file is data: it names no other file, runs nothing and writes nothing.
        "GDAL_VRT_ENABLE_PYTHON": "NO",
        "GDAL_VRT_ENABLE_RAWRASTERBAND": "NO",
        "GDAL_MEM_ENABLE_OPEN": "NO",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_DRIVER_PATH": "disable",
        "OGR_DRIVER_PATH": "disable",
        "GDAL_PYTHON_DRIVER_PATH": "disable",
        "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
        "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
        "LIBKML_RESOLVE_STYLE": "NO",
        "SHAPE_RESTORE_SHX": "NO",  # it would write the index anew, through a link into the source
        "CPL_DEBUG": "OFF",
        # Few threads, small caches: memory goes to the layer.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "GDAL_NUM_THREADS": "1",
        "ARROW_IO_THREADS": "1",
        "GDAL_CACHEMAX": "64",
        "MALLOC_ARENA_MAX": "2",
        # Arrow's own pool reserves 1 GiB that it never touches, and a limit of memory cannot tell.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
)

# What a library finds its own data by, on systems where it is not beside it.
_KEPT = ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TZDIR")

_SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/proj",
    "/usr/share/gdal", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/dev/null", "/dev/zero",
    "/dev/urandom", "/dev/random", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/self",
    "/sys/devices/system", "/sys/fs/cgroup",
)  # fmt: skip

_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38
_CAPABILITY_VERSION_3 = 0x2008_0522

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_FILE_READ, _FOLDER_READ = 1 << 2, 1 << 3
_FILE_RIGHTS = (
    1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
)  # execute, write, read, truncate, ioctl: what a file can have
_WRITE = sum(1 << bit for bit in (1, 4, 5, 7, 8, 12, 13, 14))  # write, remove, make folders, files and links, truncate
_RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many rights of files the kernel knows


@dataclass(frozen=True)
class Reach:
    """The files a process may reach: folders and files to read, folders whose names alone it may see, to write in."""

    readable: tuple[Path, ...]
    listable: tuple[Path, ...]
    writable: tuple[Path, ...]


def environment(folder: Path) -> dict[str, str]:
    """The whole environment of a fenced process whose temporary files go to `folder`."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    own = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "CPL_TMPDIR", "XDG_CACHE_HOME"), str(folder))
    return {**kept, **SETTINGS, **own}


def own_reach(root: Path, inputs: Iterable[Path], job: Path) -> Reach:
    """What a read needs: the interpreter and its packages, ours below `root`, the inputs; writing in `job` alone."""
    packages = [Path(entry) for entry in sys.path if entry and Path(entry) != root]
    prefixes = [Path(prefix) / "lib" for prefix in {sys.prefix, sys.base_prefix}]
    named = [Path(os.environ[name]) for name in ("PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "TZDIR") if name in os.environ]
    ours = [root / "gis", root / "layers"]
    # Libraries that look for a file and find it must be able to open it: a refusal is not what they are ready for.
    system = [Path(entry) for entry in (*_SYSTEM, *mimetypes.knownfiles)]
    everything = [*packages, *prefixes, *named, *ours, *system, *inputs]
    return Reach(tuple(dict.fromkeys(everything)), (root,), (job,))


def close_in(limits: Limits, reach: Reach) -> dict[str, bool]:
    """Put up all walls; which of them stand: "resources", "network", "files", "powers", "parent"."""
    standing = {"resources": limit_resources(limits)}
    alone = all(reachable(path) for path in reach.readable if path.exists())
    standing["network"] = leave_network(own_user=alone)
    standing["files"] = confine_files(reach)
    standing["powers"] = alone and drop_powers()
    standing["parent"] = _end_with_parent()
    return standing


def limit_resources(limits: Limits) -> bool:
    """Computing time, memory, size and number of files of this process, for good; whether all of them hold."""
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415 - not on every system

    # What counts is memory written to; libraries and mapped files take address space beside it.
    wanted = {
        "RLIMIT_CPU": (limits.cpu_s, limits.cpu_s + 2),
        "RLIMIT_DATA": (limits.memory_bytes, limits.memory_bytes),
        "RLIMIT_AS": (2 * limits.memory_bytes, 2 * limits.memory_bytes),
        "RLIMIT_FSIZE": (limits.file_bytes, limits.file_bytes),
        "RLIMIT_NOFILE": (limits.open_files, limits.open_files),
        "RLIMIT_CORE": (0, 0),
    }
    held = True
    for name, (soft, hard) in wanted.items():
        kind = getattr(resource, name)
        most = resource.getrlimit(kind)[1]
        bound = hard if most == resource.RLIM_INFINITY else min(hard, most)
        try:
            resource.setrlimit(kind, (min(soft, bound), bound))
        except (OSError, ValueError):
            held = False
    signal.alarm(limits.wall_s + 10)  # should nobody be left to stop it
    return held


def leave_network(*, own_user: bool = True) -> bool:
    """Move to a network without any interface, not even a loopback; with `own_user` as a user without powers outside.

    Whether it worked. The process must have one thread.
    """
    libc = _libc()
    if libc is None:
        return False
    user, group = os.geteuid(), os.getegid()
    flags = _CLONE_NEWNET | (_CLONE_NEWUSER if own_user else 0)
    if libc.unshare(flags) != 0:
        return False
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        if own_user:
            with suppress(OSError):  # without the map the process is nobody, which does as well
                Path("/proc/self", name).write_text(text, encoding="ascii")
    return True


def confine_files(reach: Reach) -> bool:
    """Landlock: from here on this process opens, lists and writes what `reach` names and runs nothing at all.

    Where the kernel can, also no TCP, no signals and no sockets to others. Whether it worked.
    """
    libc = _libc()
    if libc is None or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    abi = _landlock_abi(libc)
    if abi < 1:
        return False
    handled = (1 << _RIGHTS_BY_ABI.get(abi, 16)) - 1
    words = [handled]
    if abi >= 4:
        words.append(0b11)  # TCP: bind and connect
    if abi >= 6:
        words.append(0b11)  # abstract sockets and signals
    attributes = (ctypes.c_uint64 * len(words))(*words)
    rules = libc.syscall(
        _LANDLOCK_CREATE, ctypes.byref(attributes), ctypes.c_size_t(8 * len(words)), ctypes.c_uint32(0)
    )
    if rules < 0:
        return False
    try:
        for path in reach.readable:
            _allow(libc, rules, path, (_FILE_READ | _FOLDER_READ) & handled)
        for path in reach.listable:
            _allow(libc, rules, path, _FOLDER_READ & handled)
        for path in reach.writable:
            _allow(libc, rules, path, (_FILE_READ | _FOLDER_READ | _WRITE) & handled)
        _allow(libc, rules, Path("/dev/null"), (_FILE_READ | 1 << 1) & handled)
        return bool(libc.syscall(_LANDLOCK_RESTRICT, ctypes.c_int(rules), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(rules)


def can_confine() -> bool:
    """Whether the kernel has Landlock, so that a link into the job is no way to write to what it points to."""
    libc = _libc()
    return libc is not None and _landlock_abi(libc) > 0


def drop_powers() -> bool:
    """Give up every capability, also those a new user namespace gave; whether it worked."""
    libc = _libc()
    if libc is None or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    return bool(libc.capset(ctypes.byref(header), ctypes.byref(none)) == 0)


def reachable(path: Path) -> bool:
    """Whether this user can read `path` as any user could, without the powers of an administrator.

    A user without such powers reaches what it reaches; an administrator gives them up inside the fence.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return True
    try:
        real = path.resolve(strict=True)
        return all(
            found.st_uid == 0 or found.st_mode & (stat.S_IROTH if step == real else stat.S_IXOTH)
            for step, found in ((step, step.stat()) for step in (real, *real.parents))
        )
    except OSError:
        return False


def _end_with_parent() -> bool:
    """Be killed when the process that started this one is gone; whether the system can do so."""
    libc = _libc()
    return libc is not None and libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) == 0


def _allow(libc: ctypes.CDLL, rules: int, path: Path, rights: int) -> None:
    """One rule of Landlock; what does not exist needs none."""
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            rights &= _FILE_RIGHTS
        rule = rights.to_bytes(8, sys.byteorder) + handle.to_bytes(4, sys.byteorder)
        libc.syscall(_LANDLOCK_ADD, ctypes.c_int(rules), ctypes.c_int(1), ctypes.c_char_p(rule), ctypes.c_uint32(0))
    finally:
        os.close(handle)


def _landlock_abi(libc: ctypes.CDLL) -> int:
    """Which edition of Landlock the kernel has; below 1: none."""
    return int(libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(1)))


def _libc() -> ctypes.CDLL | None:
    """The C library of Linux; None elsewhere."""
    return ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None
