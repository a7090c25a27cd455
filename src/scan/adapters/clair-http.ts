import {createHmac} from 'node:crypto';
import {setTimeout as wait} from 'node:timers/promises';
import {trusted} from '../../base/index.js';
import {isClairReport, parseClair} from '../formats/clair-report.js';
import {at, rawText} from '../formats/json.js';
import type {ScanReport} from '../report.js';
import {classifyLog, scanError} from '../run/classify.js';
import {askJson} from '../run/http.js';
import {reportOf} from '../run/report-of.js';
import type {ScanContext, ScanEnvironment, ScanTarget} from '../scanner.js';

/** The description of an image for Clair: its digest, and where each layer can be fetched. */
export type Manifest = {hash: string; layers: readonly unknown[]};

/** Requests the index report, then the vulnerability report, from Clair's HTTP API. @throws ScanError */
export async function askClair(api: string, manifest: Manifest, target: ScanTarget, context: ScanContext): Promise<ScanReport> {
	const by = {scanner: 'clair', context};
	const headers = authorisation(context.environment.variables, context.now());
	const index = await askJson(
		`${api}/indexer/api/v1/index_report`,
		{method: 'POST', headers, body: manifest, good: [200, 201]},
		by,
	);
	if (at(index.document, 'success') !== true) {
		const why = rawText(at(index.document, 'err')) || `state ${rawText(at(index.document, 'state'))}`;
		throw scanError(classifyLog([why]), 'clair', why);
	}
	context.onPhase(trusted('matching packages'));
	const deadline = context.now().getTime() + context.timeLimitMs;
	for (;;) {
		// 201 by the specification, 200 by the handler; 202 while the matcher still loads its database.
		const url = `${api}/matcher/api/v1/vulnerability_report/${manifest.hash}`;
		const {status, document} = await askJson(url, {headers, good: [200, 201, 202]}, by);
		if (status !== 202) {
			if (!isClairReport(document)) throw scanError('garbage-output', 'clair', 'JSON, but not a report of this scanner');
			return reportOf(parseClair(document), target, context, {name: 'clair', mode: trusted('http')});
		}
		if (context.now().getTime() > deadline) throw scanError('no-database', 'clair', 'its matcher is still loading');
		await wait(1000, undefined, {signal: context.signal}).catch(() => Promise.reject(scanError('cancelled', 'clair')));
	}
}

/** A token signed with the key in Clair's configuration (`auth.psk`). @source quay/clair docs, authentication */
function authorisation({CLAIR_PSK, CLAIR_ISSUER}: ScanEnvironment['variables'], now: Date): Record<string, string> {
	if (!CLAIR_PSK) return {};
	const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
	const seconds = Math.floor(now.getTime() / 1000);
	const payload = {iss: CLAIR_ISSUER ?? 'dockscope', iat: seconds, nbf: seconds - 60, exp: seconds + 3600};
	const signed = `${encode({alg: 'HS256', typ: 'JWT'})}.${encode(payload)}`;
	const signature = createHmac('sha256', Buffer.from(CLAIR_PSK, 'base64')).update(signed).digest('base64url');
	return {authorization: `Bearer ${signed}.${signature}`};
}
