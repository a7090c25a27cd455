import {rename} from 'node:fs/promises';
import {join} from 'node:path';
import type {SafeText} from '../../base/index.js';
import {at, isObject, list} from '../formats/json.js';
import {versionOf} from '../run/detect-program.js';
import {findProgram} from '../run/find-program.js';
import {documentFrom, type ScannerProgram} from '../run/run-program.js';
import {withPrefix} from '../run/scanner-environment.js';
import type {ScanContext, ScanEnvironment, ScanTarget} from '../scanner.js';

/** Syft's own format, which keeps everything that Grype matches by, and the one that every SBOM reader supports. */
type SyftFormat = 'syft-json' | 'cyclonedx-json';

/** An inventory written by Syft, and its number of packages. */
export type SyftInventory = {readonly file: string; readonly packages: number};

const program: ScannerProgram = {
	name: 'syft',
	goodStatus: [0],
	recognises: document =>
		(isObject(document) && Array.isArray(document['artifacts']) && 'schema' in document) ||
		at(document, 'bomFormat') === 'CycloneDX',
};

const version = {versionArgs: ['version'], versionPattern: /Version:\s*v?(\d\S*)/};

/** Path and version of Syft; `null` when it is not on PATH. */
export async function findSyft(
	environment: ScanEnvironment,
	signal: AbortSignal,
): Promise<{where: string; version: SafeText | null} | null> {
	const where = await findProgram('syft', environment.variables['PATH']);
	return where === null ? null : {where, version: await versionOf(version, where, environment, signal)};
}

/** Lists the packages of an image of the engine. @throws ScanError with the name syft */
export const catalogue = (syft: string, target: ScanTarget, context: ScanContext): Promise<SyftInventory> =>
	written(syft, [`docker:${target.reference}`], 'syft-json', context);

/** The same inventory in another format, without reading the image again. @throws ScanError with the name syft */
export const convert = (syft: string, {file}: SyftInventory, context: ScanContext): Promise<SyftInventory> =>
	written(syft, ['convert', file], 'cyclonedx-json', context);

async function written(syft: string, args: readonly string[], format: SyftFormat, context: ScanContext): Promise<SyftInventory> {
	const call = {
		// stdout, because older versions support nothing else.
		args: [...args, '--output', format, '--quiet'],
		environment: {
			...withPrefix(context.environment.variables, 'SYFT_'),
			SYFT_CHECK_FOR_APP_UPDATE: 'false',
			SYFT_CACHE_DIR: join(context.scratch, 'tmp'),
		},
		reportFile: null,
	};
	const document = await documentFrom(program, syft, call, context);
	const file = join(context.scratch, `${format}.json`);
	await rename(join(context.scratch, 'stdout'), file);
	return {file, packages: packagesIn(document)};
}

/** CycloneDX lists files and the operating system among the components; packages have the type library. */
const packagesIn = (document: unknown): number =>
	at(document, 'artifacts') === undefined
		? list(at(document, 'components')).filter(one => at(one, 'type') === 'library').length
		: list(at(document, 'artifacts')).length;
