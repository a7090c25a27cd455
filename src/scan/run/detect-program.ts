import {join} from 'node:path';
import {MAX_LINE_LENGTH, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {ScanEnvironment, ScannerDetection} from '../scanner.js';
import type {CommandScanner} from './command-scanner-definition.js';
import {findProgram} from './find-program.js';
import {isMalicious, maliciousDetection, maliciousVersionIn} from './malicious-release.js';
import {runProcess} from './process.js';
import {environmentOf} from './scanner-environment.js';
import {readText, temporaryDirectory} from './scratch.js';

/** Whether a scanner's program is on PATH and has what it needs, and its version. */
export async function detectProgram(
	definition: CommandScanner,
	environment: ScanEnvironment,
	signal: AbortSignal,
): Promise<ScannerDetection> {
	const {name, binaries} = definition;
	const mode = definition.mode?.(environment.variables) ?? trusted('binary');
	for (const binary of binaries) {
		const where = await findProgram(binary, environment.variables['PATH']);
		if (where === null) continue;
		const {malicious} = definition;
		const built = malicious === undefined ? null : await maliciousVersionIn(where, malicious);
		if (malicious !== undefined && built !== null)
			return maliciousDetection(malicious, {name, version: sanitise(built), mode, where: sanitise(where)});
		const missing = definition.missing?.(environment.variables) ?? null;
		const version = missing === null ? await versionOf(definition, where, environment, signal) : null;
		if (malicious !== undefined && version !== null && isMalicious(malicious, version))
			return maliciousDetection(malicious, {name, version, mode, where: sanitise(where)});
		const server = (await definition.server?.(environment, signal)) ?? null;
		if (malicious !== undefined && server !== null && isMalicious(malicious, server.version))
			return maliciousDetection(malicious, {name, mode, ...server});
		const note = missing ?? (version === null ? 'does not report its version' : null);
		return {
			name,
			available: missing === null,
			version,
			mode,
			where: sanitise(where),
			note: note === null ? null : sanitise(note),
		};
	}
	return {name, available: false, version: null, mode, where: null, note: sanitise(`no ${binaries.join(' or ')} on PATH`)};
}

/** A program's version; `null` when its output has none. */
export async function versionOf(
	{versionArgs, versionPattern}: Pick<CommandScanner, 'versionArgs' | 'versionPattern'>,
	binary: string,
	environment: ScanEnvironment,
	signal: AbortSignal,
): Promise<SafeText | null> {
	return temporaryDirectory(async scratch => {
		const stdoutFile = join(scratch, 'version');
		const end = await runProcess(binary, versionArgs, {
			environment: environmentOf(environment, scratch),
			directory: scratch,
			stdoutFile,
			sizeLimit: 1_000_000,
			timeLimitMs: 10_000,
			graceMs: 500,
			signal,
		});
		const printed = `${await readText(stdoutFile)}\n${end.log.join('\n')}`.slice(0, MAX_LINE_LENGTH);
		const version = versionPattern.exec(printed)?.[1];
		return version === undefined ? null : sanitise(version);
	});
}
