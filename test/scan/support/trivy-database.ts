import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {Advisory} from './advisories.js';
import {bucket, type Tree, writeBolt} from './bolt.js';

const severities = {LOW: 1, MEDIUM: 2, HIGH: 3, CRITICAL: 4};
const npm = 'npm::GitHub Security Advisory npm';
const debian = 'debian 13';

/** A database of trivy-db's schema 2 in a cache folder, as `trivy --cache-dir` reads it. @source aquasecurity/trivy-db pkg/db */
export async function writeTrivyDatabase(cache: string, advisories: readonly Advisory[], updatedAt: Date): Promise<void> {
	const folder = join(cache, 'db');
	await mkdir(folder, {recursive: true});
	const sources = {
		[debian]: bucket(packages(advisories.filter(({ecosystem}) => ecosystem === 'Debian:13'))),
		[npm]: bucket(packages(advisories.filter(({ecosystem}) => ecosystem === 'npm'))),
	};
	await writeBolt(join(folder, 'trivy.db'), {
		...sources,
		vulnerability: bucket(Object.fromEntries(advisories.map(one => [one.cve, details(one)]))),
		'data-source': bucket({
			[debian]: {ID: 'debian', Name: 'Debian Security Tracker', URL: 'https://example.org/debian'},
			[npm]: {ID: 'ghsa', Name: 'GitHub Security Advisory npm', URL: 'https://example.org/ghsa'},
		}),
	});
	const nextUpdate = new Date(updatedAt.getTime() + 10 * 365 * 24 * 3600 * 1000);
	await writeFile(
		join(folder, 'metadata.json'),
		JSON.stringify({Version: 2, NextUpdate: nextUpdate, UpdatedAt: updatedAt, DownloadedAt: updatedAt}),
	);
}

function packages(advisories: readonly Advisory[]): Tree {
	const byPackage: Record<string, Tree> = {};
	for (const one of advisories) {
		byPackage[one.package] ??= {};
		Object.assign(byPackage[one.package] ?? {}, {[one.cve]: one.ecosystem === 'npm' ? npmRow(one) : debianRow(one)});
	}
	return Object.fromEntries(Object.entries(byPackage).map(([name, rows]) => [name, bucket(rows)]));
}

function debianRow({ranges, severity}: Advisory) {
	const fixed = ranges[0]?.fixed ?? null;
	// Status 2 is "affected": there is no fix.
	return fixed === null ? {Severity: severities[severity], Status: 2} : {FixedVersion: fixed, Severity: severities[severity]};
}

function npmRow({ranges, ghsa}: Advisory) {
	return {
		VendorIDs: [ghsa],
		PatchedVersions: ranges.map(({fixed}) => fixed),
		VulnerableVersions: ranges.map(({introduced, fixed}) => (introduced === '0' ? `< ${fixed}` : `>= ${introduced}, < ${fixed}`)),
	};
}

function details({title, severity, vector, score, ecosystem}: Advisory) {
	const source = ecosystem === 'npm' ? 'ghsa' : 'debian';
	return {
		Title: title,
		VendorSeverity: {[source]: severities[severity]},
		...(vector === undefined ? {} : {CVSS: {[source]: {V3Vector: vector, V3Score: score}}}),
	};
}
