/** Packages of the image that the scans are tried on, as dpkg's status has them: [package, version, source]. */
const debianPackages: readonly (readonly [string, string, string?])[] = [
	['base-files', '13.8'],
	['libc6', '2.41-12', 'glibc'],
	['nginx', '1.26.3-3+deb13u10'],
	['nginx-common', '1.26.3-3+deb13u10', 'nginx'],
	['libnginx-mod-stream', '1.26.3-3+deb13u10', 'nginx'],
	['libkrb5-3', '1.21.3-5+deb13u1', 'krb5'],
	['libgssapi-krb5-2', '1.21.3-5+deb13u1', 'krb5'],
	['tar', '1.35+dfsg-3.1'],
	['zlib1g', '1:1.3.dfsg+really1.3.1-1+b1', 'zlib (1:1.3.dfsg+really1.3.1-1)'],
];

const npmPackages: readonly (readonly [string, string])[] = [
	['lodash', '4.17.4'],
	['minimist', '1.2.0'],
	['node-forge', '0.10.0'],
	['left-pad', '1.3.0'],
];

const stanza = ([name, version, source]: (typeof debianPackages)[number]) =>
	[
		`Package: ${name}`,
		'Status: install ok installed',
		'Priority: optional',
		'Architecture: amd64',
		...(source === undefined ? [] : [`Source: ${source}`]),
		`Version: ${version}`,
		'Maintainer: Nobody <nobody@example.org>',
		'Description: a package of the tests',
		' with a second line.',
	].join('\n');

export const scanImagePackages = debianPackages.length + npmPackages.length;

/** The files of a Debian 13 image with nginx and a Node application: only databases, no programs except those of the base. */
export const scanImageFiles: Readonly<Record<string, string>> = {
	'etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\n',
	'etc/debian_version': '13.8\n',
	'var/lib/dpkg/status': `${debianPackages.map(stanza).join('\n\n')}\n`,
	'var/lib/dpkg/info/tar.list': '/.\n/bin/tar\n',
	'var/lib/dpkg/info/nginx.list': '/.\n/usr/sbin\n/bin/busybox\n',
	...Object.fromEntries(
		npmPackages.map(([name, version]) => [
			`app/node_modules/${name}/package.json`,
			JSON.stringify({name, version, license: 'MIT'}),
		]),
	),
};
