import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {codeOf, type SafeText, trusted} from '../../base/index.js';
import {at, isObject, text} from '../formats/json.js';
import {parseTrivy} from '../formats/trivy-report.js';
import {commandScanner} from '../run/command-scanner.js';
import type {CommandScanner} from '../run/command-scanner-definition.js';
import {trivyCache} from '../run/database-advice.js';
import {maliciousTrivy} from '../run/malicious-release.js';
import {withPrefix} from '../run/scanner-environment.js';
import type {ScanContext, ScanEnvironment, ScanTarget} from '../scanner.js';
import {trivyFilters} from './trivy-filters.js';
import {chosenKinds} from './trivy-kinds.js';
import {trivyServer} from './trivy-server.js';

/**
 * Trivy 0.40 and later on PATH; with TRIVY_SERVER the server does the matching (TRIVY_TOKEN is passed as a variable).
 * `--image-src docker` prevents pulling a missing local image from a registry.
 */
const definition: CommandScanner = {
	name: 'trivy',
	label: trusted('Trivy'),
	binaries: ['trivy'],
	versionArgs: ['--version'],
	versionPattern: /Version:\s*v?(\S+)/,
	malicious: maliciousTrivy,
	server: trivyServer,
	mode: variables => trusted(variables['TRIVY_SERVER'] ? 'server' : 'binary'),
	takesSbom: true,
	call: (target, context, {refused}) => ({
		args: trivyArguments(target, {...context, refused}, join(context.scratch, 'report.json')),
		environment: {...trivyVariables(context.environment.variables), TRIVY_DISABLE_VEX_NOTICE: 'true'},
		reportFile: join(context.scratch, 'report.json'),
	}),
	goodStatus: [0],
	optionalFlags: ['--image-src', '--scanners', '--security-checks', '--list-all-pkgs', '--no-progress'],
	recognises: isTrivyOutput,
	parse: parseTrivy,
	phases: [
		[/Saving the container image/i, trusted('exporting the image')],
		[/Downloading (vulnerability )?(DB|artifact)/i, trusted('downloading the database')],
		[/Vulnerability scanning is enabled/i, trusted('reading the image')],
		[/Secret scanning is enabled/i, trusted('looking for secrets')],
		[/Detected OS/i, trusted('reading packages')],
		[/Detecting .*vulnerabilities/i, trusted('matching packages')],
	],
	filters: trivyFilters,
	databaseDate: ({variables}) => databaseDate(variables),
	examines: chosenKinds,
};

/** The user's own settings of Trivy, except for what is chosen by a flag: an inventory cannot be searched for secrets. */
export const trivyVariables = (variables: ScanEnvironment['variables']): Readonly<Record<string, string | undefined>> => {
	const {TRIVY_SCANNERS: _, TRIVY_SECURITY_CHECKS: __, ...rest} = withPrefix(variables, 'TRIVY_');
	return rest;
};

/** Whether a document is a Trivy report: an object, or the bare list of results of old versions. */
export function isTrivyOutput(document: unknown): boolean {
	if (Array.isArray(document)) return document.every(result => at(result, 'Target') !== undefined);
	return isObject(document) && 'SchemaVersion' in document && ('ArtifactName' in document || 'Results' in document);
}

/**
 * The same for the program, the server's client and the container. `--image-src` is from 0.43, `--scanners` from 0.37 (`--security-checks`
 * before): versions that reject them are called without. A local build reports version "dev", so trying is more reliable.
 */
export function trivyArguments(
	target: Pick<ScanTarget, 'reference'>,
	context: Pick<ScanContext, 'sbom' | 'environment'> & {readonly refused: readonly string[]},
	report: string,
): string[] {
	// Its server (whose address may contain credentials), its token and the user's own settings are passed as variables.
	const unlessRefused = (flag: string, ...values: readonly string[]) => (context.refused.includes(flag) ? [] : [flag, ...values]);
	const common = [
		...['--format', 'json', '--output', report],
		...unlessRefused('--list-all-pkgs'),
		...unlessRefused('--no-progress'),
	];
	// Named, or TRIVY_SCANNERS decides.
	const chosen = context.sbom === null ? chosenKinds(context.environment.variables).join(',') : 'vuln';
	// `--security-checks` calls misconfigurations `config`.
	const looked = context.refused.includes('--scanners')
		? unlessRefused('--security-checks', chosen.replace('misconfig', 'config'))
		: ['--scanners', chosen];
	if (context.sbom !== null) return ['sbom', ...common, ...looked, context.sbom];
	return ['image', ...common, ...looked, ...unlessRefused('--image-src', 'docker,podman,containerd'), target.reference];
}

/** `metadata.json` next to the database. @source trivy-db pkg/metadata */
async function databaseDate(variables: ScanEnvironment['variables']): Promise<SafeText | null> {
	// With a server, its database is used instead.
	if (variables['TRIVY_SERVER']) return null;
	try {
		return text(at(JSON.parse(await readFile(join(trivyCache(variables), 'db', 'metadata.json'), 'utf8')), 'UpdatedAt'));
	} catch (error) {
		// No database there, or an unknown layout: its age is unknown, which is what null means.
		if (error instanceof SyntaxError || codeOf(error) !== null) return null;
		throw error;
	}
}

export const trivy = commandScanner(definition);

/** What the container mode shares with the program. */
export const trivyDefinition: Pick<CommandScanner, 'recognises' | 'parse' | 'phases' | 'optionalFlags' | 'filters'> = definition;
