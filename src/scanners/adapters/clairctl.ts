import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {own} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {isClairReport, parseClair} from '../formats/clair-report.js';
import {list, rawText} from '../formats/json.js';
import type {ScanReport} from '../report.js';
import {reportOf} from '../run/report-of.js';
import {documentFrom} from '../run/run-program.js';
import type {ScanContext, ScanEnvironment, ScanTarget} from '../scanner.js';

/**
 * The name of the image in a registry: clairctl only supports registry images. `null` for an image that was built locally,
 * or when no engine can say.
 */
export async function registryReference(
	target: ScanTarget,
	{engine}: ScanEnvironment,
	signal: AbortSignal,
): Promise<string | null> {
	if (engine === null) return null;
	const image: {RepoDigests?: readonly string[] | null} = await engine.image(target.reference, signal);
	return rawText(list(image.RepoDigests)[0]) || null;
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
	context.onPhase(own('Clair reads the layers'));
	// It exits with 0 and writes `null` when Clair returned no report.
	const program = {name: 'clair', goodStatus: [0], recognises: isClairReport};
	const document = await documentFrom(program, clairctl, call, context);
	return reportOf(parseClair(document), target, context, {
		name: 'clair',
		version: null,
		mode: own('binary'),
		databaseUpdatedAt: null,
	});
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
