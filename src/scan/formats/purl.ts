import {percentDecoded, type SafeText, sanitise} from '../../base/index.js';

export type PackageUrl = {
	readonly type: SafeText;
	readonly namespace: SafeText | null;
	readonly name: SafeText;
	readonly version: SafeText | null;
};

/** A stray percent sign is not worth losing the row: it is shown as written. */
const decode = (part: string): SafeText => sanitise(percentDecoded(part) ?? part);

/** `pkg:type/namespace/name@version?qualifiers#subpath`; `null` if it is not a package URL. @source github.com/package-url/purl-spec */
export function parsePurl(purl: string | null): PackageUrl | null {
	const parts = /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\/([^?#]+)/.exec(purl ?? '');
	if (parts?.[1] === undefined || parts[2] === undefined) return null;
	const path = parts[2];
	const versionAt = path.lastIndexOf('@');
	// `pkg:npm/@scope/name`: an at-sign right after a slash (or at the start) is a scope, not a version.
	const hasVersion = versionAt > 0 && path[versionAt - 1] !== '/';
	const segments = (hasVersion ? path.slice(0, versionAt) : path).split('/').filter(Boolean);
	const name = segments.pop();
	if (name === undefined) return null;
	return {
		type: sanitise(parts[1].toLowerCase()),
		namespace: segments.length > 0 ? decode(segments.join('/')) : null,
		name: decode(name),
		version: hasVersion ? decode(path.slice(versionAt + 1)) : null,
	};
}

/** The part after the question mark, decoded. */
export const qualifiersOf = (purl: string): ReadonlyMap<string, string> =>
	new Map(new URLSearchParams((/\?([^#]*)/.exec(purl)?.[1] ?? '').replaceAll('+', '%2B')));

/** The package's name in its ecosystem: `@scope/name`, `group:artifact`, `github.com/a/b`. */
export function ecosystemName({type, namespace, name}: PackageUrl): SafeText {
	if (namespace === null || ['deb', 'apk', 'rpm', 'alpm'].includes(type)) return name;
	return sanitise(type === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`);
}

export function purlOf(parts: {
	type: string;
	namespace?: string | null;
	name: string;
	version?: string | null;
	qualifiers?: Readonly<Record<string, string>>;
}): SafeText {
	// The specification keeps `:` readable in versions; encodeURIComponent does not.
	const encode = (part: string) => encodeURIComponent(part).replaceAll('%3A', ':');
	const path = [...(parts.namespace?.split('/') ?? []), parts.name].filter(Boolean).map(encode).join('/');
	const qualifiers = Object.entries(parts.qualifiers ?? {})
		.map(([key, value]) => `${key}=${encode(value)}`)
		.join('&');
	return sanitise(
		`pkg:${parts.type}/${path}${parts.version ? `@${encode(parts.version)}` : ''}${qualifiers === '' ? '' : `?${qualifiers}`}`,
	);
}
