import type {ParsedReport, Vulnerability} from '../../../src/scan/report.js';

/** The part of a row that every format should fill. */
export const brief = ({id, aliases, package: {name, version, type, path}, severity, fix}: Vulnerability) =>
	[
		[id, ...aliases].join('='),
		`${name}@${version}`,
		type,
		path,
		severity,
		fix.state === 'fixed' ? fix.versions.join('|') : fix.state,
	] as const;

export const rows = ({vulnerabilities}: ParsedReport) => [...vulnerabilities].map(brief);
