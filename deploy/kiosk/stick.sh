#!/bin/sh
# stick.sh sdb1: mount a stick, let the board take what is for it, write down what came of it.
# Only FAT: other file systems on a stranger's stick are more code in the kernel than is needed.
set -eu
name=${1:?give the name of a partition, such as sdb1}
case $name in *[!a-z0-9]*) echo "$name: is no partition" >&2; exit 2 ;; esac
place=/run/bangtin-stick/$name
case $(blkid -o value -s TYPE "/dev/$name") in
    vfat | exfat) ;;
    *) echo "/dev/$name: only sticks with FAT or exFAT are read" >&2; exit 0 ;;
esac
mkdir -p "$place"
mount -o "nosuid,nodev,noexec,uid=bangtin,gid=bangtin,umask=077" "/dev/$name" "$place"
trap 'sync; umount "$place"; rmdir "$place"' EXIT
if [ -d "$place/bangtin" ]; then
    /usr/local/bin/bangtin-player bundle --stick "$place" >"/run/bangtin-stick/$name.txt" 2>&1 || true
    cat "/run/bangtin-stick/$name.txt"
    cp "/run/bangtin-stick/$name.txt" "$place/bangtin/result.txt" || true
    rm -f "/run/bangtin-stick/$name.txt"
fi
