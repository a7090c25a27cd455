import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {
	answerOrNull,
	engineKind,
	type ImageInspect,
	imageFacts,
	imageStore,
	type Known,
	known,
	knownAnswer,
	parseImageReference,
	sanitise,
	trusted,
	unknown,
} from '../../base/index.js';
import {isClairReport, parseClair} from '../formats/clair-report.js';
import type {ScanReport} from '../report.js';
import {reportOf} from '../run/report-of.js';
import {documentFrom} from '../run/run-program.js';
import type {ScanContext, ScanEnvironment, ScanTarget} from '../scanner.js';

/**
 * The name by which a registry has the image: clairctl knows no images but those of registries. Unknown, with the reason, where no registry
 * is known to have it: a registry is never asked for a digest that was computed here. @throws EngineError
 */
export async function registryReference(
	{reference}: ScanTarget,
	{engine}: ScanEnvironment,
	signal: AbortSignal,
): Promise<Known<string>> {
	if (engine === null) return unknown('engine', 'there is no engine to ask');
	const [inspect, version, info] = await Promise.all([
		engine.image(reference, signal),
		answerOrNull(engine.version(signal)),
		answerOrNull(engine.info(signal)),
	]);
	const store = imageStore(engineKind(version ?? {}, info), info);
	const isRecorded = store.known && store.value === 'containerd' && inspect.Identity === undefined;
	const identity = isRecorded ? await knownAnswer('engine:/images/json', engine.identity(reference, signal)) : undefined;
	const {origin} = imageFacts(inspect, {store, identity});
	if (!origin.known) return origin;
	const [repository] = origin.value.repositories;
	if (repository === undefined) return unknown('image', 'the engine knows of no registry that has it');
	return known(origin.value.shownBy === 'RepoDigests' ? repository : withDigest(repository, inspect));
}

/** The engine's record has no digest, and no port of a registry; a local name of the same repository has both. */
function withDigest(repository: string, {Id: id, RepoDigests: digests}: ImageInspect): string {
	const local = (digests ?? []).find(digest => {
		const named = parseImageReference(digest);
		return named !== null && `${named.registry.replace(/:\d+$/, '')}/${named.repository}` === repository;
	});
	// With the containerd store the id of an image is the digest that its registry has.
	return local ?? `${repository}@${id}`;
}

/**
 * `clairctl report` for an image in a registry, from which Clair then fetches the layers. The service's address, which may contain
 * credentials, and the key are passed in its environment and in a file of this scan. @throws ScanError
 */
export async function reportByClairctl(
	clairctl: string,
	reference: string,
	target: ScanTarget,
	context: ScanContext,
): Promise<ScanReport> {
	const {CLAIR_API, CLAIR_CONF, CLAIR_PSK, CLAIR_ISSUER} = context.environment.variables;
	const config = CLAIR_CONF ?? (CLAIR_PSK ? await configWithKey(CLAIR_PSK, CLAIR_ISSUER, context) : undefined);
	const call = {
		args: [...(CLAIR_ISSUER ? ['--issuer', CLAIR_ISSUER] : []), 'report', '--out', 'json', reference],
		environment: {CLAIR_API, CLAIR_CONF: config},
		reportFile: null,
	};
	context.onPhase(trusted('Clair reads the layers'));
	// It exits with 0 and writes `null` when Clair returned no report.
	const program = {name: 'clair', goodStatus: [0], recognises: isClairReport};
	const document = await documentFrom(program, clairctl, call, context);
	return reportOf(parseClair(document), target, context, {name: 'clair', mode: trusted('binary')});
}

/**
 * The part of Clair's configuration with the key for clairctl's requests. JSON is YAML too.
 * @source quay/clair Documentation/reference/config.md
 */
async function configWithKey(key: string, issuer: string | undefined, {scratch}: ScanContext): Promise<string> {
	const path = join(scratch, 'clair.yaml');
	await writeFile(path, JSON.stringify({auth: {psk: {key, iss: [sanitise(issuer ?? 'clairctl')]}}}), {mode: 0o600});
	return path;
}
