import {createHmac} from 'node:crypto';
import {networkInterfaces} from 'node:os';
import {setTimeout as wait} from 'node:timers/promises';
import {EngineError} from '../../engine/engine-error.js';
import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {ScanError} from '../failure.js';
import {parseClair} from '../formats/clair-report.js';
import {at, rawText} from '../formats/json.js';
import {classifyLog, failure} from '../run/classify.js';
import {reportOf} from '../run/command-scanner.js';
import {askJson, withoutCredentials} from '../run/http.js';
import type {ScanContext, ScanEnvironment, Scanner, ScanTarget} from '../scanner.js';
import {serveLayers, spoolLayers} from './layer-server.js';

/**
 * Clair v4 over its HTTP API (CLAIR_API, and CLAIR_PSK where it asks for a key). Clair fetches layers itself: those of a local image are
 * served to it by dockscope, on one address of this host, under a path with a token, as long as the scan takes.
 */
export const clair: Scanner = {
	name: 'clair',
	label: own('Clair v4'),
	takesSbom: false,
	async detect({variables}) {
		const address = variables['CLAIR_API'];
		const base = {name: 'clair' as const, version: null, mode: own('http')};
		if (!address) return {...base, available: false, where: null, note: own('CLAIR_API is not set')};
		return {...base, available: true, where: sanitise(withoutCredentials(address)), note: null};
	},
	async scan(target, _, context) {
		const {engine, variables} = context.environment;
		const api = variables['CLAIR_API'];
		if (engine === null || !api) throw new ScanError(failure('scanner-missing', 'clair'));
		context.onPhase(own('exporting the image'));
		const layers = await spoolLayers(await engine.saveImage(target.reference, context.signal), context.scratch).catch(gone);
		if (layers.length === 0) throw new ScanError(failure('unsupported', 'clair', [], 'the image has no layers'));
		const server = await serveLayers(layers, await servingAddress(context.environment));
		try {
			context.onPhase(own('Clair reads the layers'));
			const manifest = {
				hash: target.id ?? layers.at(-1)?.hash ?? '',
				layers: layers.map(({hash, mediaType}) => ({hash, uri: server.uri(hash), headers: {}, media_type: mediaType})),
			};
			return await askClair(api.replace(/\/$/, ''), manifest, target, context);
		} finally {
			await server.close();
		}
	},
};

type Manifest = {hash: string; layers: readonly unknown[]};

async function askClair(api: string, manifest: Manifest, target: ScanTarget, context: ScanContext) {
	const by = {scanner: 'clair', context};
	const headers = authorisation(context.environment.variables, context.now());
	const index = await askJson(
		`${api}/indexer/api/v1/index_report`,
		{method: 'POST', headers, body: manifest, good: [200, 201]},
		by,
	);
	if (at(index.document, 'success') !== true) {
		const said = rawText(at(index.document, 'err')) || `state ${rawText(at(index.document, 'state'))}`;
		throw new ScanError(failure(classifyLog([said]), 'clair', [], said));
	}
	context.onPhase(own('matching packages'));
	const deadline = context.now().getTime() + context.timeLimitMs;
	for (;;) {
		// 201 by the specification, 200 by the handler; 202 while the matcher still loads its database.
		const url = `${api}/matcher/api/v1/vulnerability_report/${manifest.hash}`;
		const {status, document} = await askJson(url, {headers, good: [200, 201, 202]}, by);
		if (status !== 202) {
			if (at(document, 'package_vulnerabilities') === undefined)
				throw new ScanError(failure('garbage-output', 'clair', [], 'JSON, but not a report of this scanner'));
			return reportOf(parseClair(document), target, context, {
				name: 'clair',
				version: null,
				mode: own('http'),
				databaseUpdatedAt: null,
			});
		}
		if (context.now().getTime() > deadline)
			throw new ScanError(failure('no-database', 'clair', [], 'its matcher is still loading'));
		await wait(1000, undefined, {signal: context.signal}).catch(() =>
			Promise.reject(new ScanError(failure('cancelled', 'clair'))),
		);
	}
}

/** A token signed with the key that Clair's configuration shares (`auth.psk`). @source quay/clair docs, authentication */
function authorisation({CLAIR_PSK, CLAIR_ISSUER}: ScanEnvironment['variables'], now: Date): Record<string, string> {
	if (!CLAIR_PSK) return {};
	const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
	const seconds = Math.floor(now.getTime() / 1000);
	const payload = {iss: CLAIR_ISSUER ?? 'dockscope', iat: seconds, nbf: seconds - 60, exp: seconds + 3600};
	const signed = `${encode({alg: 'HS256', typ: 'JWT'})}.${encode(payload)}`;
	const signature = createHmac('sha256', Buffer.from(CLAIR_PSK, 'base64')).update(signed).digest('base64url');
	return {authorization: `Bearer ${signed}.${signature}`};
}

/** Where Clair finds us: what the user says, else the gateway of Docker's bridge if this host holds it, else loopback. */
async function servingAddress({variables, engine}: ScanEnvironment): Promise<string> {
	if (variables['CLAIR_LAYER_ADDRESS']) return variables['CLAIR_LAYER_ADDRESS'];
	const gateway = await bridgeGateway(engine);
	const ours = Object.values(networkInterfaces())
		.flatMap(all => all ?? [])
		.map(({address}) => address);
	return gateway !== null && ours.includes(gateway) ? gateway : '127.0.0.1';
}

async function bridgeGateway(engine: ScanEnvironment['engine']): Promise<string | null> {
	try {
		const network: unknown = await engine?.network('bridge');
		const configs = at(network, 'IPAM', 'Config');
		return rawText(at(Array.isArray(configs) ? configs[0] : null, 'Gateway')) || null;
	} catch (error) {
		// Podman, or an engine without the default bridge.
		if (error instanceof EngineError) return null;
		throw error;
	}
}

function gone(error: unknown): never {
	if (error instanceof EngineError)
		throw new ScanError(
			failure(
				error.kind === 'not-found' ? 'image-gone' : error.kind === 'cancelled' ? 'cancelled' : 'crashed',
				'clair',
				[],
				error.message,
			),
		);
	throw error;
}
