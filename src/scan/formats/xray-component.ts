import {ownValue, type SafeText, sanitise} from '../../base/index.js';
import {packageType} from './package-type.js';

export type XrayComponent = {readonly name: SafeText; readonly version: SafeText | null; readonly type: SafeText | null};

/** Types whose identifiers name the release of the distribution first: one part for Alpine and rpm, two for Debian. */
const releaseParts: Readonly<Record<string, number>> = {alpine: 1, rpm: 1, deb: 2};
/** `gav`: group, artifact, version, as Maven writes them. */
const types: Readonly<Record<string, string>> = {gav: 'maven', go: 'golang', deb: 'deb', rpm: 'rpm'};

/**
 * `alpine://3.18:libssl3:3.1.1-r1`, `deb://debian:stretch:libx11:2:1.6.4-3`, `rpm://7:curl:0:7.29.0-54.el7`, `gav://io.netty:netty:3.6.6`,
 * `npm://@scope/name:1.0`: a version can have an epoch before it, and a Maven name has a colon.
 *
 * @source jfrog.com/help, Xray REST APIs, component identifiers
 */
export function xrayComponent(id: string): XrayComponent | null {
	const [, scheme = '', rest = ''] = /^([a-z0-9]+):\/\/(.+)$/.exec(id) ?? [];
	if (rest === '') return null;
	const parts = rest.split(':').slice(ownValue(releaseParts, scheme) ?? 0);
	// The file of a layer is named by its path, a build by a name with a slash: only what follows the last colon is a version.
	const [name, version] = Object.hasOwn(releaseParts, scheme)
		? [parts[0] ?? rest, parts.slice(1)]
		: [parts.slice(0, -1).join(':'), parts.slice(-1)];
	return {
		name: sanitise(name === '' ? rest : name),
		version: name === '' || version.length === 0 ? null : sanitise(version.join(':').replace(/^0:/, '')),
		type: scheme === 'generic' ? null : packageType(ownValue(types, scheme) ?? scheme),
	};
}

/**
 * The end of an impact path names the component without its type: `…/sha256__….tar.gz/3.12:busybox:1.31.1-r20`, or a file in the layer.
 */
export function componentOfPath(path: string): XrayComponent {
	const last = path.split('/').at(-1) ?? path;
	const parts = last.split(':');
	const [name, ...version] = parts.length > 2 ? parts.slice(1) : parts;
	return {
		name: sanitise(name ?? last),
		version: version.length === 0 ? null : sanitise(version.join(':').replace(/^0:/, '')),
		type: null,
	};
}
