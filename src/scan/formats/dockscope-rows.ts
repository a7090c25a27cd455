import {type SafeText, trusted} from '../../base/index.js';
import type {CoveragePart} from '../coverage.js';
import {
	type AvailableFix,
	type CodeFinding,
	type Disagreement,
	type LayerSecret,
	type LicenceFinding,
	type Loaded,
	type Misconfiguration,
	type ScanSeverity,
	scanSeverities,
	type Vulnerability,
} from '../report.js';
import {at, first, isObject, list, number, rowsOf, text, texts} from './json.js';
import {cvss, link, present, unnamed, vulnerability} from './normalise.js';

export function partOf(part: unknown): readonly CoveragePart[] {
	const ecosystem = text(at(part, 'ecosystem'));
	if (ecosystem === null) return [];
	const [catalogued, judged] = [number(at(part, 'catalogued')), number(at(part, 'judged'))];
	return [{ecosystem, catalogued, judged, reason: text(at(part, 'reason'))}];
}

const oneOf = <T extends string>(value: unknown, words: readonly T[], otherwise: T): T =>
	words.find(word => word === value) ?? otherwise;

const severity = (value: unknown): ScanSeverity => oneOf(value, scanSeverities, 'unknown');

const truth = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

export function* rows(document: unknown): Generator<Vulnerability> {
	const scanner = text(at(document, 'scanner', 'name')) ?? trusted('a scanner');
	for (const row of rowsOf(at(document, 'vulnerabilities'))) {
		const [id, name] = [text(at(row, 'id')) ?? unnamed, text(at(row, 'package', 'name')) ?? unnamed];
		const sources = texts(at(row, 'sources'));
		yield {
			...vulnerability({...given(row), id, package: {...packageOf(row), name}}, scanner),
			...(sources.length > 0 ? {sources} : {}),
		};
	}
}

function given(row: unknown) {
	const loaded = oneOf<Loaded>(at(row, 'loaded'), ['loaded', 'on-disk'], 'unknown');
	const score = number(at(row, 'epss', 'score'));
	return {
		aliases: texts(at(row, 'aliases')),
		title: text(at(row, 'title')),
		layer: text(at(row, 'layer')),
		severity: severity(at(row, 'severity')),
		severityRaw: text(at(row, 'severityRaw')),
		cvss: present(
			list(at(row, 'cvss')).map(one => cvss(at(one, 'source'), at(one, 'vector'), number(at(one, 'score')), at(one, 'version'))),
		),
		fix: {
			state: oneOf<AvailableFix['state']>(at(row, 'fix', 'state'), ['fixed', 'not-fixed', 'wont-fix'], 'unknown'),
			versions: texts(at(row, 'fix', 'versions')),
		},
		epss: score === null ? null : {score, percentile: number(at(row, 'epss', 'percentile'))},
		kev: truth(at(row, 'kev')),
		loaded,
		loadedReason: loaded === 'unknown' ? trusted('not in the report') : null,
		exposed: truth(at(row, 'exposed')),
		status: text(at(row, 'status')),
		url: text(at(row, 'url')),
		publishedAt: text(at(row, 'publishedAt')),
		disagreements: list(at(row, 'disagreements')).flatMap(disagreementOf),
	};
}

function packageOf(row: unknown) {
	const get = (key: string) => text(at(row, 'package', key));
	return {version: get('version'), type: get('type'), purl: get('purl'), path: get('path')};
}

function disagreementOf(one: unknown): readonly Disagreement[] {
	const says = list(at(one, 'says')).flatMap(each => {
		const [source, value] = [text(at(each, 'source')), text(at(each, 'value'))];
		return source === null || value === null ? [] : [{source, value}];
	});
	return says.length === 0 ? [] : [{about: oneOf(at(one, 'about'), ['severity', 'fix'], 'severity'), says}];
}

export function secretOf(row: unknown): readonly LayerSecret[] {
	const [rule, path] = [text(at(row, 'rule')), text(at(row, 'path'))];
	if (!isObject(row) || rule === null || path === null) return [];
	const title = first(text(row['title']), rule) ?? rule;
	return [{rule, title, severity: severity(row['severity']), path, line: number(row['line']), layer: text(row['layer'])}];
}

export function licenceOf(row: unknown): readonly LicenceFinding[] {
	const get = (key: string): SafeText | null => text(at(row, key));
	const name = get('name');
	if (name === null) return [];
	const url = link(get('url'));
	return [
		{name, package: get('package'), path: get('path'), severity: severity(at(row, 'severity')), category: get('category'), url},
	];
}

export function codeFindingOf(row: unknown): readonly CodeFinding[] {
	const get = (key: string): SafeText | null => text(at(row, key));
	const rule = get('rule');
	if (rule === null) return [];
	const line = number(at(row, 'line'));
	return [
		{rule, title: get('title') ?? rule, severity: severity(at(row, 'severity')), path: get('path'), line, url: link(get('url'))},
	];
}

export function misconfigurationOf(row: unknown): readonly Misconfiguration[] {
	const id = text(at(row, 'id'));
	if (id === null) return [];
	const get = (key: string): SafeText | null => text(at(row, key));
	return [
		{
			id,
			title: get('title') ?? id,
			severity: severity(at(row, 'severity')),
			target: get('target'),
			message: get('message'),
			remedy: get('remedy'),
			url: link(get('url')),
		},
	];
}
