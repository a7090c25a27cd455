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

const npm = (cve: string, ghsa: string, name: string, score: number, vector: string, ranges: Advisory['ranges']): Advisory => ({
	...{cve, ghsa, ecosystem: 'npm', package: name, ranges},
	...{severity: score >= 9 ? 'CRITICAL' : 'HIGH', vector: `CVSS:3.1/${vector}`, score, title: `a vulnerability of ${name}`},
});
const debian = (cve: string, name: string, fixed: string | null, severity: Advisory['severity'], title: string): Advisory => ({
	cve,
	ecosystem: 'Debian:13',
	package: name,
	ranges: [{introduced: '0', fixed}],
	severity,
	title,
});
const before = (fixed: string, introduced = '0') => ({introduced, fixed});

export const advisories: readonly Advisory[] = [
	npm('CVE-2019-10744', 'GHSA-jf85-cpcp-j695', 'lodash', 9.1, 'AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H', [before('4.17.12')]),
	npm('CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm', 'lodash', 7.2, 'AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', [before('4.17.21')]),
	npm('CVE-2021-44906', 'GHSA-xvch-5gv4-984h', 'minimist', 9.8, 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', [
		before('1.2.6', '1.0.0'),
		before('0.2.4'),
	]),
	npm('CVE-2022-24771', 'GHSA-cfm4-qjh2-4765', 'node-forge', 7.5, 'AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N', [before('1.3.0')]),
	...['CVE-2026-100001', 'CVE-2026-100002', 'CVE-2026-100003'].map(cve =>
		debian(cve, 'nginx', '1.26.3-3+deb13u11', 'HIGH', `nginx: invented for the tests (${cve})`),
	),
	debian('CVE-2005-2541', 'tar', null, 'LOW', 'tar keeps setuid files without a warning'),
	debian('CVE-2026-100009', 'krb5', '1.21.3-5+deb13u2', 'MEDIUM', 'krb5: invented for the tests'),
	// Fixed before the installed version: it must not be reported.
	debian('CVE-2023-45853', 'zlib', '1:1.3.dfsg-2', 'CRITICAL', 'zlib: MiniZip overflow'),
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
