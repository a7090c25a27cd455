import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {ScanError} from '../failure.js';
import {collect} from '../formats/sliced.js';
import {type ParsedReport, type ScanReport, stateOf} from '../report.js';
import type {Detection, ScanContext, ScanEnvironment, Scanner, ScannerName, ScanTarget} from '../scanner.js';
import {classifyLog, failure} from './classify.js';
import {findProgram} from './find-program.js';
import {runProcess} from './process.js';
import {readReport} from './read-report.js';
import {readText, temporaryDirectory} from './scratch.js';

/** One call of a scanner. */
export type Call = {
	readonly args: readonly string[];
	/** Added to a minimal environment; credentials go here, never into `args` where the scanner reads variables. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** Where the scanner writes its report itself; `null`: it goes to stdout. */
	readonly reportFile: string | null;
	/** Ends what outlives the process (a container). */
	readonly afterwards?: () => Promise<void>;
};

/** A scanner that is a program: what differs between them, as data. */
export type CommandScanner = {
	readonly name: ScannerName;
	readonly label: SafeText;
	readonly binaries: readonly string[];
	readonly versionArgs: readonly string[];
	/** The version in what `versionArgs` print. */
	readonly versionPattern: RegExp;
	/** Variables without which it cannot work, `null` when all is there. */
	readonly missing?: (variables: ScanEnvironment['variables']) => string | null;
	readonly mode?: (variables: ScanEnvironment['variables']) => SafeText;
	readonly takesSbom?: boolean;
	readonly call: (target: ScanTarget, context: ScanContext, detection: Detection) => Call;
	/** Exit statuses after which the report counts. `'report'`: the status says nothing, the report decides. */
	readonly goodStatus: readonly number[] | 'report';
	readonly recognises: (document: unknown) => boolean;
	readonly parse: (document: unknown) => ParsedReport;
	readonly phases?: readonly (readonly [RegExp, SafeText])[];
	/** Age of the database, for scanners whose report does not tell. */
	readonly databaseDate?: (environment: ScanEnvironment) => Promise<SafeText | null>;
};

/** What every program needs and none may miss; nothing else of dockscope's own environment reaches a scanner. */
const passedOn = [
	'PATH',
	'HOME',
	'USER',
	'LANG',
	'LC_ALL',
	'XDG_CACHE_HOME',
	'XDG_CONFIG_HOME',
	'XDG_RUNTIME_DIR',
	'DOCKER_CONFIG',
	'DOCKER_CERT_PATH',
	'DOCKER_TLS_VERIFY',
	'SSL_CERT_FILE',
	'SSL_CERT_DIR',
	'HTTP_PROXY',
	'HTTPS_PROXY',
	'NO_PROXY',
	'http_proxy',
	'https_proxy',
	'no_proxy',
];

export function commandScanner(definition: CommandScanner): Scanner {
	return {
		name: definition.name,
		label: definition.label,
		takesSbom: definition.takesSbom ?? false,
		...(definition.databaseDate === undefined ? {} : {databaseDate: definition.databaseDate}),
		detect: (environment, signal) => detect(definition, environment, signal),
		scan: (target, detection, context) => scan(definition, target, detection, context),
	};
}

async function detect(definition: CommandScanner, environment: ScanEnvironment, signal: AbortSignal): Promise<Detection> {
	const {name, binaries} = definition;
	const mode = definition.mode?.(environment.variables) ?? own('binary');
	for (const binary of binaries) {
		const where = await findProgram(binary, environment.variables['PATH']);
		if (where === null) continue;
		const missing = definition.missing?.(environment.variables) ?? null;
		const version = missing === null ? await versionOf(definition, where, environment, signal) : null;
		const note = missing ?? (version === null ? 'does not tell its version' : null);
		// Docker's CLI without the plugin answers the version call with an error: then there is no such scanner.
		const available = missing === null && (version !== null || !definition.label.includes('plugin'));
		return {name, available, version, mode, where: sanitise(where), note: note === null ? null : sanitise(note)};
	}
	return {name, available: false, version: null, mode, where: null, note: sanitise(`no ${binaries.join(' or ')} on PATH`)};
}

async function versionOf(
	definition: CommandScanner,
	binary: string,
	environment: ScanEnvironment,
	signal: AbortSignal,
): Promise<SafeText | null> {
	return temporaryDirectory(async scratch => {
		const stdoutFile = join(scratch, 'version');
		const end = await runProcess(binary, definition.versionArgs, {
			environment: environmentOf(environment, scratch, {}),
			directory: scratch,
			stdoutFile,
			sizeLimit: 1_000_000,
			timeLimitMs: 10_000,
			graceMs: 500,
			signal,
		});
		const said = `${await readText(stdoutFile)}\n${end.log.join('\n')}`;
		const version = definition.versionPattern.exec(said)?.[1];
		return version === undefined ? null : sanitise(version);
	});
}

function environmentOf(environment: ScanEnvironment, scratch: string, added: Call['environment']): Record<string, string> {
	const {variables, dockerHost} = environment;
	const all: Record<string, string | undefined> = {
		...Object.fromEntries(passedOn.map(name => [name, variables[name]])),
		TMPDIR: scratch,
		NO_COLOR: '1',
		...(dockerHost === null ? {} : {DOCKER_HOST: dockerHost}),
		...added,
	};
	return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** The variables of a scanner's own (`TRIVY_…`), handed through. */
export const withPrefix = (
	variables: ScanEnvironment['variables'],
	...prefixes: readonly string[]
): Record<string, string | undefined> =>
	Object.fromEntries(Object.entries(variables).filter(([name]) => prefixes.some(prefix => name.startsWith(prefix))));

async function scan(
	definition: CommandScanner,
	target: ScanTarget,
	detection: Detection,
	context: ScanContext,
): Promise<ScanReport> {
	const {name} = definition;
	if (detection.where === null) throw new ScanError(failure('scanner-missing', name, [], detection.note ?? undefined));
	const temporary = join(context.scratch, 'tmp');
	await mkdir(temporary, {recursive: true, mode: 0o700});
	const stdoutFile = join(context.scratch, 'stdout');
	const call = definition.call(target, context, detection);
	const end = await runProcess(detection.where, call.args, {
		environment: environmentOf(context.environment, temporary, call.environment),
		directory: context.scratch,
		stdoutFile,
		reportFile: call.reportFile,
		sizeLimit: context.sizeLimit,
		timeLimitMs: context.timeLimitMs,
		graceMs: context.graceMs,
		signal: context.signal,
		onLine: line => {
			const phase = definition.phases?.find(([sign]) => sign.test(line))?.[1];
			if (phase !== undefined) context.onPhase(phase);
		},
	}).finally(() => call.afterwards?.());

	if (end.why === 'not-started') throw new ScanError(failure('scanner-missing', name, end.log));
	if (end.why !== 'exit') throw new ScanError(failure(end.why, name, end.log));
	if (end.signal !== null) throw new ScanError(failure('crashed', name, end.log, `ended by ${end.signal}`));
	const good = definition.goodStatus === 'report' || definition.goodStatus.includes(end.code ?? -1);
	if (!good) throw new ScanError(failure(classifyLog(end.log), name, end.log));

	context.onPhase(own('reading the report'));
	const about = {scanner: name, sizeLimit: context.sizeLimit, log: end.log, signal: context.signal};
	const document = await readReport(call.reportFile ?? stdoutFile, about).catch((error: unknown) => {
		// Where the status says nothing, a missing report is what tells that it went wrong.
		if (error instanceof ScanError && end.code !== 0 && error.failure.kind === 'garbage-output')
			throw new ScanError(failure(classifyLog(end.log), name, end.log));
		throw error;
	});
	if (!definition.recognises(document))
		throw new ScanError(failure('garbage-output', name, end.log, 'JSON, but not a report of this scanner'));
	return reportOf(definition.parse(document), target, context, {
		name,
		version: detection.version,
		mode: context.sbom === null ? detection.mode : own('sbom'),
		databaseUpdatedAt: await (definition.databaseDate?.(context.environment) ?? null),
	});
}

type By = {name: string; version: SafeText | null; mode: SafeText; databaseUpdatedAt: SafeText | null};

/** A whole report out of what a format's reader found; the rows are read in slices. */
export async function reportOf(
	parsed: ParsedReport,
	target: ScanTarget,
	context: Pick<ScanContext, 'now' | 'signal'>,
	by: By,
): Promise<ScanReport> {
	const vulnerabilities = await collect(parsed.vulnerabilities, context.signal);
	const secrets = parsed.secrets ?? [];
	const misconfigurations = parsed.misconfigurations ?? [];
	const state = stateOf(parsed.packages, vulnerabilities.length);
	const notes = [
		...(parsed.notes ?? []),
		...(state === 'not-scanned' ? [own('0 packages catalogued: nothing was judged, so nothing is clean')] : []),
	];
	return {
		target: {image: target.image, id: target.id, containers: target.containers},
		scanner: {
			name: sanitise(by.name),
			version: parsed.scannerVersion ?? by.version,
			mode: by.mode,
			database: {updatedAt: parsed.databaseUpdatedAt ?? by.databaseUpdatedAt},
		},
		state,
		notes,
		scannedAt: context.now().toISOString(),
		packages: parsed.packages,
		vulnerabilities,
		secrets,
		misconfigurations,
		error: null,
	};
}
