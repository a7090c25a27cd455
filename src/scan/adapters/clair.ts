import {networkInterfaces} from 'node:os';
import {
	type ArchiveLimits,
	answerOrNull,
	EngineError,
	type Known,
	known,
	sanitise,
	trusted,
	unknown,
	withArchiveBudget,
} from '../../base/index.js';
import {ScanError} from '../failure.js';
import {at, list, rawText} from '../formats/json.js';
import type {ScanReport} from '../report.js';
import {scanError} from '../run/classify.js';
import {findProgram} from '../run/find-program.js';
import {withoutCredentials} from '../run/http.js';
import type {ScanContext, ScanEnvironment, Scanner, ScannerDetection, ScanTarget} from '../scanner.js';
import {askClair} from './clair-http.js';
import {registryReference, reportByClairctl} from './clairctl.js';
import {serveLayers, spoolLayers} from './layer-server.js';

/**
 * Clair v4 (CLAIR_API, and CLAIR_PSK or CLAIR_CONF if it requires a key). For an image in a registry, clairctl, if
 * installed, requests the report, and nothing is exported. Otherwise over the HTTP API: Clair fetches layers itself, so dockscope serves those of
 * a local image to it, on one address of this host, under a path with a token, for the duration of the scan.
 */
export const clair: Scanner = {
	name: 'clair',
	label: trusted('Clair v4'),
	takesSbom: false,
	async detect({variables}): Promise<ScannerDetection> {
		const address = variables['CLAIR_API'];
		const clairctl = await findProgram('clairctl', variables['PATH']);
		const base = {name: 'clair' as const, version: null};
		if (address)
			return {
				...base,
				available: true,
				mode: trusted('http'),
				where: sanitise(withoutCredentials(address)),
				note: clairctl === null ? null : sanitise(`images of a registry through ${clairctl}`),
			};
		if (clairctl !== null && variables['CLAIR_CONF'])
			return {
				...base,
				available: true,
				mode: trusted('binary'),
				where: sanitise(clairctl),
				note: trusted('only registry images, as CLAIR_API is not set'),
			};
		return {...base, available: false, mode: trusted('http'), where: null, note: trusted('CLAIR_API is not set')};
	},
	async scan(target, _, context) {
		const byRegistry = await throughRegistry(target, context);
		if (byRegistry.known) return byRegistry.value;
		const {engine, variables} = context.environment;
		const api = variables['CLAIR_API'];
		if (!api && variables['CLAIR_CONF'])
			throw scanError('unsupported', 'clair', `clairctl reads only registry images (${byRegistry.reason.reason}): set CLAIR_API`);
		if (engine === null || !api) throw scanError('scanner-missing', 'clair');
		return throughLayers(api, engine, target, context);
	},
};

/**
 * Unknown when no registry is known to have the image, there is no clairctl, or the registry does not let it in while the layers are here
 * too.
 */
async function throughRegistry(target: ScanTarget, context: ScanContext): Promise<Known<ScanReport>> {
	const {environment, signal} = context;
	const {variables, engine} = environment;
	const clairctl = await findProgram('clairctl', variables['PATH']);
	if (clairctl === null) return unknown('clair', 'clairctl is not installed');
	const reference = await registryReference(target, environment, signal).catch(gone);
	if (!reference.known) return reference;
	try {
		return known(await reportByClairctl(clairctl, reference.value, target, context));
	} catch (error) {
		const served = variables['CLAIR_API'] && engine !== null;
		const ours = ['login-needed', 'no-network', 'image-gone', 'rate-limited', 'scanner-missing'];
		if (served && error instanceof ScanError && ours.includes(error.failure.kind))
			return unknown('clair', 'the registry does not give it to clairctl');
		throw error;
	}
}

/** Limits for an image that is written to this disk for Clair. */
const spoolLimits: ArchiveLimits = {bytes: 16 * 1024 ** 3, entries: 10_000, milliseconds: 600_000};

async function throughLayers(
	api: string,
	engine: NonNullable<ScanEnvironment['engine']>,
	target: ScanTarget,
	context: ScanContext,
): Promise<ScanReport> {
	context.onPhase(trusted('exporting the image'));
	const layers = await withArchiveBudget(spoolLimits, context.signal, async budget =>
		spoolLayers(await engine.saveImage(target.reference, budget.signal), context.scratch, budget),
	).catch(gone);
	if (layers.length === 0) throw scanError('unsupported', 'clair', 'the image has no layers');
	const server = await serveLayers(layers, await servingAddress(context.environment));
	try {
		context.onPhase(trusted('Clair reads the layers'));
		const manifest = {
			hash: target.id ?? layers.at(-1)?.hash ?? '',
			layers: layers.map(({hash, mediaType}) => ({hash, uri: server.uri(hash), headers: {}, media_type: mediaType})),
		};
		return await askClair(api.replace(/\/$/, ''), manifest, target, context);
	} finally {
		await server.close();
	}
}

/** The address at which Clair can reach us: the user's setting, else the gateway of Docker's bridge if it is on this host, else loopback. */
async function servingAddress({variables, engine}: ScanEnvironment): Promise<string> {
	if (variables['CLAIR_LAYER_ADDRESS']) return variables['CLAIR_LAYER_ADDRESS'];
	const gateway = await bridgeGateway(engine);
	const ours = Object.values(networkInterfaces())
		.flatMap(all => all ?? [])
		.map(({address}) => address);
	return gateway !== null && ours.includes(gateway) ? gateway : '127.0.0.1';
}

/** `null` on Podman, or for an engine without the default bridge. */
async function bridgeGateway(engine: ScanEnvironment['engine']): Promise<string | null> {
	const network = engine && (await answerOrNull<unknown>(engine.network('bridge')));
	return rawText(at(list(at(network, 'IPAM', 'Config'))[0], 'Gateway')) || null;
}

function gone(error: unknown): never {
	if (error instanceof EngineError)
		throw scanError(
			error.kind === 'not-found' ? 'image-gone' : error.kind === 'cancelled' ? 'cancelled' : 'crashed',
			'clair',
			error.message,
		);
	throw error;
}
