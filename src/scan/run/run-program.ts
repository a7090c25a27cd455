import {mkdir, open} from 'node:fs/promises';
import {join} from 'node:path';
import {decodeText, type SafeText, sanitise, sanitiseLines, trusted} from '../../base/index.js';
import {ScanError, type ScanFailure} from '../failure.js';
import type {ScanContext} from '../scanner.js';
import {adviseHere, classifyLog, failure, scanError} from './classify.js';
import {type ProcessEnd, runProcess} from './process.js';
import {readReport} from './read-report.js';
import {environmentOf} from './scanner-environment.js';
import {endStragglers} from './stragglers.js';

export type Call = {
	readonly args: readonly string[];
	/** Added to a minimal environment; credentials go here, never into `args` if the scanner reads variables. */
	readonly environment?: Readonly<Record<string, string | undefined>>;
	/** File that the program writes its report to; `null`: stdout. */
	readonly reportFile: string | null;
	/** Cleans up what outlives the process (a container). */
	readonly afterwards?: () => Promise<void>;
};

export type ScannerProgram = {
	/** Name in failures. */
	readonly name: string;
	/** Exit statuses with a valid report. `'report'`: the status means nothing, the report decides. */
	readonly goodStatus: readonly number[] | 'report';
	readonly recognises: (document: unknown) => boolean;
	/** Progress phases recognised in lines of stderr. */
	readonly phases?: readonly (readonly [RegExp, SafeText])[];
};

/** Runs a program and reads the document that it writes. None of its processes is left running. @throws ScanError */
export async function documentFrom(program: ScannerProgram, binary: string, call: Call, context: ScanContext): Promise<unknown> {
	const temporary = join(context.scratch, 'tmp');
	await mkdir(temporary, {recursive: true, mode: 0o700});
	const stdoutFile = join(context.scratch, 'stdout');
	const end = await runProcess(binary, call.args, {
		environment: environmentOf(context.environment, temporary, call.environment),
		directory: context.scratch,
		stdoutFile,
		reportFile: call.reportFile,
		sizeLimit: context.sizeLimit,
		...(context.leastFree === undefined ? {} : {leastFree: context.leastFree}),
		timeLimitMs: context.timeLimitMs,
		graceMs: context.graceMs,
		signal: context.signal,
		onLine: line => {
			const phase = program.phases?.find(([sign]) => sign.test(line))?.[1];
			if (phase !== undefined) context.onPhase(phase);
		},
	}).finally(async () => {
		await endStragglers(context.scratch);
		await call.afterwards?.();
	});
	const ended = {end, args: call.args, stdoutFile, context};
	await mustHaveEndedWell(program, ended);
	context.onPhase(trusted('reading the report'));
	return readAnswer(program, call, ended);
}

type Ended = {end: ProcessEnd; args: readonly string[]; stdoutFile: string; context: ScanContext};

async function mustHaveEndedWell({name, goodStatus}: ScannerProgram, ended: Ended): Promise<void> {
	const {end} = ended;
	if (end.why === 'not-started') throw scanError('scanner-missing', name, undefined, end.log);
	if (end.why !== 'exit') throw scanError(end.why, name, undefined, end.log);
	if (end.signal !== null) throw scanError('crashed', name, `ended by ${end.signal}`, end.log);
	const good = goodStatus === 'report' || goodStatus.includes(end.code ?? -1);
	if (!good) throw new ScanError(await explained(name, ended));
}

/** A failure according to the program's stderr, or, if nothing there is recognised, its stdout. */
const explained = async (name: string, ended: Ended): Promise<ScanFailure> =>
	adviseHere(await cause(name, ended), name, ended.context.environment);

async function cause(name: string, {end, args, stdoutFile}: Ended): Promise<ScanFailure> {
	const kind = classifyLog(end.log);
	if (kind !== 'crashed') return failure(kind, name, end.log);
	const printed = await lastPrinted(stdoutFile);
	const unknown = flagsMissingIn(printed, args);
	if (unknown.length > 0) return failure('scanner-too-old', name, [...end.log, ...unknown]);
	// Words in option descriptions ("timeout", "offline") do not explain a failure.
	const words = sanitiseLines(printed).filter(line => line.trim() !== '' && !/^\s*-{1,2}\w/.test(line));
	return failure(classifyLog(words), name, [...words.slice(-50), ...end.log]);
}

/** The end of stdout: enough for a complete usage text (Trivy's has 15 kB). */
async function lastPrinted(stdoutFile: string): Promise<string> {
	const file = await open(stdoutFile);
	try {
		const {size} = await file.stat();
		const bytes = Buffer.alloc(Math.min(size, 32_768));
		await file.read(bytes, 0, bytes.length, size - bytes.length);
		return decodeText(bytes);
	} finally {
		await file.close();
	}
}

/** For a program that only prints its usage: the flags that were passed and are not listed. */
function flagsMissingIn(printed: string, args: readonly string[]): readonly SafeText[] {
	if (!/^[ \t]*usage:/im.test(printed)) return [];
	const flags = args.filter(one => /^--[a-z]/.test(one)).map(one => one.split('=')[0] ?? one);
	return flags
		.filter(flag => !printed.includes(flag))
		.map(flag => sanitise(`unknown flag: ${flag} (its usage does not list it)`));
}

/** The report from its file, or from stdout if an older version does not know the flag for a file. */
async function readAnswer(program: ScannerProgram, call: Call, ended: Ended): Promise<unknown> {
	const {end, stdoutFile, context} = ended;
	const about = {
		scanner: program.name,
		sizeLimit: context.sizeLimit,
		log: end.log,
		signal: context.signal,
		recognises: program.recognises,
	};
	try {
		const document = await readReport(call.reportFile ?? stdoutFile, about);
		if (program.recognises(document)) return document;
		throw scanError('garbage-output', program.name, 'JSON, but not a report of this scanner', end.log);
	} catch (error) {
		if (!(error instanceof ScanError) || error.failure.kind !== 'garbage-output') throw error;
		if (call.reportFile !== null) {
			const printed = await readReport(stdoutFile, about).catch(() => undefined);
			if (program.recognises(printed)) return printed;
		}
		// Its own message explains more than a missing report.
		const why = await explained(program.name, ended);
		throw end.code !== 0 || (why.kind !== 'crashed' && wroteNothing(error)) ? new ScanError(why) : error;
	}
}

const wroteNothing = ({failure: {message}}: ScanError): boolean => /it wrote (nothing|no report)$/.test(message);
