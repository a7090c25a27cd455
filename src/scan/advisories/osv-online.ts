import {at, list, rawText} from '../formats/json.js';
import {askJson} from '../run/http.js';
import type {ScanContext} from '../scanner.js';

type Query = {readonly name: string; readonly ecosystem: string; readonly version: string};

const batchSize = 500;
const concurrency = 8;

/**
 * Queries api.osv.dev for advisories. This sends the packages' names and versions: only with the user's permission.
 * @source google.github.io/osv.dev/api
 */
export async function* askOsv(
	queries: readonly Query[],
	context: Pick<ScanContext, 'signal' | 'timeLimitMs' | 'sizeLimit' | 'environment'>,
): AsyncGenerator<{query: Query; advisory: unknown}> {
	const api = context.environment.variables['DOCKSCOPE_OSV_API'] ?? 'https://api.osv.dev';
	const by = {scanner: 'basic', context};
	const idsOf = new Map<string, Query[]>();
	for (let from = 0; from < queries.length; from += batchSize) {
		const batch = queries.slice(from, from + batchSize);
		const body = {queries: batch.map(({name, ecosystem, version}) => ({package: {name, ecosystem}, version}))};
		const {document} = await askJson(`${api}/v1/querybatch`, {method: 'POST', body, good: [200]}, by);
		for (const [index, result] of list(at(document, 'results')).entries()) {
			const query = batch[index];
			if (query === undefined) continue;
			for (const found of list(at(result, 'vulns')))
				idsOf.set(rawText(at(found, 'id')), [...(idsOf.get(rawText(at(found, 'id'))) ?? []), query]);
		}
	}
	const ids = [...idsOf.keys()];
	for (let from = 0; from < ids.length; from += concurrency) {
		const advisories = await Promise.all(
			ids.slice(from, from + concurrency).map(async id => {
				const {document} = await askJson(`${api}/v1/vulns/${encodeURIComponent(id)}`, {good: [200, 404]}, by);
				return {id, advisory: document};
			}),
		);
		for (const {id, advisory} of advisories) for (const query of idsOf.get(id) ?? []) yield {query, advisory};
	}
}
