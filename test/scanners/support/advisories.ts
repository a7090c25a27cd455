import {crc32, deflateRawSync} from 'node:zlib';

/** An advisory as the tests state it: rendered for Trivy's database and as OSV, so that both judge by the same facts. */
export type Advisory = {
	cve: string;
	ghsa?: string;
	ecosystem: 'Debian:13' | 'npm';
	package: string;
	/** Pairs of introduced and fixed; `fixed: null`: nothing is fixed. */
	ranges: readonly {introduced: string; fixed: string | null}[];
	severity: 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';
	vector?: string;
	score?: number;
	title: string;
};

const prototypes = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';

export const advisories: readonly Advisory[] = [
	{
		cve: 'CVE-2019-10744',
		ghsa: 'GHSA-jf85-cpcp-j695',
		ecosystem: 'npm',
		package: 'lodash',
		ranges: [{introduced: '0', fixed: '4.17.12'}],
		severity: 'CRITICAL',
		vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H',
		score: 9.1,
		title: 'Prototype pollution in lodash',
	},
	{
		cve: 'CVE-2021-23337',
		ghsa: 'GHSA-35jh-r3h4-6jhm',
		ecosystem: 'npm',
		package: 'lodash',
		ranges: [{introduced: '0', fixed: '4.17.21'}],
		severity: 'HIGH',
		vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H',
		score: 7.2,
		title: 'Command injection in lodash',
	},
	{
		cve: 'CVE-2021-44906',
		ghsa: 'GHSA-xvch-5gv4-984h',
		ecosystem: 'npm',
		package: 'minimist',
		ranges: [
			{introduced: '1.0.0', fixed: '1.2.6'},
			{introduced: '0', fixed: '0.2.4'},
		],
		severity: 'CRITICAL',
		vector: prototypes,
		score: 9.8,
		title: 'Prototype pollution in minimist',
	},
	{
		cve: 'CVE-2022-24771',
		ghsa: 'GHSA-cfm4-qjh2-4765',
		ecosystem: 'npm',
		package: 'node-forge',
		ranges: [{introduced: '0', fixed: '1.3.0'}],
		severity: 'HIGH',
		vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N',
		score: 7.5,
		title: 'Lenient signature verification in node-forge',
	},
	...['CVE-2026-100001', 'CVE-2026-100002', 'CVE-2026-100003'].map(
		(cve): Advisory => ({
			cve,
			ecosystem: 'Debian:13',
			package: 'nginx',
			ranges: [{introduced: '0', fixed: '1.26.3-3+deb13u11'}],
			severity: 'HIGH',
			title: `nginx: invented for the tests (${cve})`,
		}),
	),
	{
		cve: 'CVE-2005-2541',
		ecosystem: 'Debian:13',
		package: 'tar',
		ranges: [{introduced: '0', fixed: null}],
		severity: 'LOW',
		title: 'tar keeps setuid files without a warning',
	},
	{
		cve: 'CVE-2026-100009',
		ecosystem: 'Debian:13',
		package: 'krb5',
		ranges: [{introduced: '0', fixed: '1.21.3-5+deb13u2'}],
		severity: 'MEDIUM',
		title: 'krb5: invented for the tests',
	},
	{
		// Fixed before the installed version: it must not be reported.
		cve: 'CVE-2023-45853',
		ecosystem: 'Debian:13',
		package: 'zlib',
		ranges: [{introduced: '0', fixed: '1:1.3.dfsg-2'}],
		severity: 'CRITICAL',
		title: 'zlib: MiniZip overflow',
	},
];

/** As osv.dev publishes them: Debian's ids carry a prefix, npm's are GHSA ids with the CVE as alias. */
export function osvDocument(advisory: Advisory): unknown {
	const {cve, ghsa, ecosystem, ranges, severity, vector, title} = advisory;
	return {
		schema_version: '1.6.0',
		id: ghsa ?? `DEBIAN-${cve}`,
		...(ghsa === undefined ? {upstream: [cve]} : {aliases: [cve]}),
		modified: '2026-11-20T10:00:00Z',
		published: '2026-01-01T00:00:00Z',
		summary: title,
		...(vector === undefined ? {} : {severity: [{type: 'CVSS_V3', score: vector}]}),
		database_specific: {severity},
		references: [{type: 'WEB', url: `https://example.org/${cve}`}],
		affected: [
			{
				package: {ecosystem, name: advisory.package},
				ranges: ranges.map(({introduced, fixed}) => ({
					type: ecosystem === 'npm' ? 'SEMVER' : 'ECOSYSTEM',
					events: [{introduced}, ...(fixed === null ? [] : [{fixed}])],
				})),
			},
		],
	};
}

/** A zip of files, deflated; the counterpart of the reader that the project has. */
export function zipOf(files: Readonly<Record<string, string>>): Buffer {
	const local: Buffer[] = [];
	const central: Buffer[] = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const plain = Buffer.from(content);
		const packed = deflateRawSync(plain);
		const header = Buffer.alloc(30);
		header.writeUInt32LE(0x04034b50, 0);
		header.writeUInt16LE(20, 4);
		header.writeUInt16LE(8, 8);
		header.writeUInt32LE(crc32(plain), 14);
		header.writeUInt32LE(packed.length, 18);
		header.writeUInt32LE(plain.length, 22);
		header.writeUInt16LE(Buffer.byteLength(name), 26);
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		header.copy(entry, 6, 4, 30);
		entry.writeUInt32LE(offset, 42);
		local.push(header, Buffer.from(name), packed);
		central.push(entry, Buffer.from(name));
		offset += 30 + Buffer.byteLength(name) + packed.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(Object.keys(files).length, 8);
	end.writeUInt16LE(Object.keys(files).length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...local, directory, end]);
}

export const osvArchive = (from: readonly Advisory[] = advisories): Buffer =>
	zipOf(Object.fromEntries(from.map(one => [`${one.ghsa ?? one.cve}.json`, JSON.stringify(osvDocument(one))])));
