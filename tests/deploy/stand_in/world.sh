#!/bin/sh
# world.sh FOLDER COMMAND...: run it where /etc, /opt, /run and the like are copies that go with it.
set -eu
place=$1
shift
/bin/mount --make-rprivate /
for folder in /etc /usr/local/bin; do
    mkdir -p "$place$folder"
    cp -a "$folder/." "$place$folder"
    /bin/mount --bind "$place$folder" "$folder"
done
for folder in /opt /run /var/lib; do /bin/mount -t tmpfs world "$folder"; done
mkdir -p /run/systemd/system
exec "$@"
