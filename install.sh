#!/bin/sh
# Install Sturdy on this machine, or bring an installed one to the version in this folder: Debian 13, Ubuntu 24.04, or
# newer. As root: ./install.sh
# It asks for the address of the site and the e-mail address of its owner, or takes both from SITE_URL and OWNER_EMAIL.
# It can be run again at any time. `sturdy uninstall` takes all of it away but the data.
set -eu
cd "$(dirname "$0")"
home=/opt/sturdy
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}" DEBIAN_FRONTEND=noninteractive

sturdy() { /usr/local/bin/sturdy "$@"; }
say() { printf '%s\n' "$*"; }
refuse() { say "$*" >&2; exit 1; }

ask() { # VARIABLE QUESTION PATTERN ADVICE: keep asking until the answer fits
    eval "answer=\${$1:-}"
    until printf '%s' "$answer" | grep -Eqx "$3"; do
        [ -z "$answer" ] || say "That is not $4."
        [ -t 0 ] || [ -z "$answer" ] || exit 1
        printf '%s ' "$2"
        read -r answer || refuse "No answer: run it in a terminal, or set $1 to $4."
    done
    eval "$1=\$answer"
}

# What it can't do.
[ "$(id -u)" = 0 ] || refuse "Run this as root: sudo ./install.sh"
command -v apt-get >/dev/null || refuse "This machine has no apt-get: Debian 13 or Ubuntu 24.04, or newer, is needed."
free=$(df --output=avail -k / | tail -n 1)
[ "$free" -gt 1500000 ] || refuse "Only $((free / 1000)) MB are free on /: 1500 MB are needed."
exec 9>/run/lock/sturdy-install
flock -n 9 || refuse "It is being installed or updated already. Wait until that has ended."

say "1/6 Python, from the packages of this machine"
if ! python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends python3 python3-venv ca-certificates >/dev/null
    python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 12))' ||
        refuse "Python 3.12 is needed, and this machine has $(python3 --version): Debian 13 or Ubuntu 24.04, or newer."
fi

say "2/6 Two questions"
[ ! -e /etc/sturdy-caddy.env ] || . /etc/sturdy-caddy.env
ask SITE_URL "The address of the site, such as https://coach.example.com:" 'https?://[a-z0-9.-]+(:[0-9]+)?' \
    "an address such as https://coach.example.com"
ask OWNER_EMAIL "The e-mail address of its owner:" '[^ @]+@[^ @]+' "an e-mail address"

say "3/6 The code and what it needs, in $home"
id sturdy >/dev/null 2>&1 || useradd --system --user-group --no-create-home --home-dir /var/lib/sturdy \
    --shell /usr/sbin/nologin sturdy
install -d -m 755 "$home/versions"
install -d -m 750 -o sturdy -g sturdy /var/lib/sturdy
files() { find . \( -name .git -o -name .venv -o -name .tools -o -name data -o -name tests -o -name __pycache__ \) -prune -o -type f -print0; }
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)-$(files | sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-8)
code=$home/versions/$version
if [ ! -e "$code/.complete" ]; then
    rm -rf "$code"
    mkdir "$code"
    files | tar --create --null --files-from=- | tar --extract --no-same-owner --directory="$code"
    TOOLS=$home/tools "$code/.ci/environment" requirements.lock
    if ! cmp -s requirements-caddy.lock "$home/caddy/.synced"; then
        "$home/tools/bin/uv" venv --quiet --clear --python "$code/.venv/bin/python" "$home/caddy.new"
        "$home/tools/bin/uv" pip sync --quiet --python "$home/caddy.new" requirements-caddy.lock
        cp requirements-caddy.lock "$home/caddy.new/.synced"
        rm -rf "$home/caddy"
        mv "$home/caddy.new" "$home/caddy"
    fi
    # The site may not write here, so Python's compiled files are made now.
    "$code/.venv/bin/python" -m compileall -q -j 0 "$code" || true
    chmod -R u=rwX,go=rX "$code" "$home/caddy"
    touch "$code/.complete"
fi
[ ! -d .git ] || pwd >"$home/source"

say "4/6 Settings, in /etc/sturdy.env"
if [ ! -e /etc/sturdy.env ]; then
    umask 077
    {
        say "# The settings of the site: see README.md. After a change: systemctl restart sturdy. No quotes around values."
        say "SITE_URL=$SITE_URL"
        say "TRUSTED_PROXIES=127.0.0.1"
        say "DATA_DIR=/var/lib/sturdy"
        say "PORT=8000"
    } >/etc/sturdy.env
    say "# What Caddy needs. After a change: systemctl restart sturdy-caddy
SITE_URL=$SITE_URL
OWNER_EMAIL=$OWNER_EMAIL" >/etc/sturdy-caddy.env
    umask 022
fi
install -m 755 "$code/deploy/sturdy" /usr/local/bin/sturdy
sturdy run "$code" -m config.secret_key

say "5/6 Services"
install -d -m 755 /etc/systemd/system
install -m 644 "$code"/deploy/*.service "$code"/deploy/*.timer /etc/systemd/system/
install -m 644 "$code/deploy/journald@sturdy.conf" /etc/systemd/

say "6/6 Start"
sturdy use "$code"
sturdy owner "$OWNER_EMAIL"
