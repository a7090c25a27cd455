import {join} from 'node:path';
import {type EngineAddress, type EngineReader, type SafeText, sanitise, workingDirectory} from '../../base/index.js';
import {builtInPolicy, type Fleet, type Policy, policyPlaces, rules} from '../../judge/index.js';
import {cacheRefusal} from '../../scan/index.js';
import type {Services} from '../../tui/index.js';
import type {Run} from '../run.js';
import type {EngineSource} from '../source/connect.js';

/* Features of the TUI beyond showing the fleet; the first list must not wait for them to be loaded. */

/** Scans of a live engine's images, or those in a snapshot; loaded on first use. */
export const scansOf =
	({reader, host, recordedScans: recorded}: EngineSource, variables: Run['env']): Services['loadScans'] =>
	async () => {
		const {createScanService} = await import('../../tui/index.js');
		const {scanEnvironment} = await import('../../scan/index.js');
		const {enrichmentOf} = await import('../source/cached-scans.js');
		const {recordedScans} = await import('../../scan/index.js');
		const {sweepScratch} = await import('../../scan/index.js');
		// What could not be removed is listed by `dockscope sweep`.
		if (recorded === null) await sweepScratch();
		const environment = {...scanEnvironment(variables, reader), engine: reader, host};
		const enrichment = async () => {
			// The page shows where its numbers come from: stderr would write over the screen here.
			const notes: SafeText[] = [cacheRefusal(variables)].filter(note => note !== null);
			const enrichment = await enrichmentOf(environment, text => notes.push(text));
			return {...enrichment, notes: [...notes, ...enrichment.notes]};
		};
		return createScanService({
			environment,
			recorded: recorded && recordedScans(recorded),
			host,
			now: Date.now,
			enrichment,
		});
	};

/** Plans for the Fix page; rehearsals when the engine is live. Loaded when the page is first opened. */
export const hardenerOf =
	({reader, host}: EngineSource, fleet: Fleet, address: EngineAddress | null, env: Run['env']): Services['loadHardener'] =>
	async () => {
		const {createHardener} = await import('../../fix/index.js');
		const {openWriter} = await import('../hardening/open-writer.js');
		const {noRecordings, openRecordings} = await import('../../fix/index.js');
		return createHardener({
			reader,
			fleet,
			host,
			recordings: address === null ? noRecordings : openRecordings(env),
			openWriter: address === null ? null : () => openWriter(address, env),
			now: Date.now,
		});
	};

/** Comparison with the saved baseline and with yesterday; a new baseline is judged through a second connection, as the audit does it. */
export const baselineServiceOf = (run: Run, address: EngineAddress | null): Services['baseline'] =>
	address === null
		? null
		: {
				load: async engine => (await import('../drift/baseline-service.js')).earlierMoments(run, engine, Date.now()),
				async save() {
					const {saveBaselineFrom, savedWords} = await import('../drift/save-baseline.js');
					const {engineSource} = await import('../source/connect.js');
					const {quietPolicyOf} = await import('../source/load-fleet.js');
					return sanitise(savedWords(await saveBaselineFrom(engineSource(run, address), run, await quietPolicyOf(run))));
				},
			};

/** What happened on the engine, recorded or seen; loaded once the fleet is. */
export const historyOf =
	(reader: EngineReader, fleet: Fleet, run: Run): Services['loadHistory'] =>
	async () => {
		const {createHistory} = await import('../../tui/index.js');
		const {expectedBy} = await import('../record/expected.js');
		const {quietPolicyOf} = await import('../source/load-fleet.js');
		return createHistory({reader, fleet, variables: run.env, expected: expectedBy(await quietPolicyOf(run)), now: Date.now});
	};

/** Freezes a container as `dockscope freeze` does. */
export const freezerOf =
	(reader: EngineReader, fleet: Fleet, env: Run['env']): Services['freeze'] =>
	async (id, {policy, signal, onStep}) => {
		const {freezeBundle} = await import('../freeze/freeze-bundle.js');
		const {policyInForce} = await import('../../judge/index.js');
		const {writeOutputFile} = await import('../write-output-file.js');
		const {name, tar, missing} = await freezeBundle(id, {
			...{fleet, reader, env, signal},
			policy: policyInForce(policy ?? builtInPolicy, rules),
			onStep: what => onStep(sanitise(what)),
		});
		const path = join(workingDirectory(), `${name}.tar`);
		// Everything in it is text, so that it is UTF-8 as a whole.
		await writeOutputFile(path, tar.toString('utf8'), signal);
		return {path: sanitise(path), missing: missing.length};
	};

/** Writes waivers to the policy file in use, or to a new one in the working directory. */
export function waiverWriter({env, line}: Run, {path, profile, refused}: Policy): Services['writeWaiver'] {
	// A new file would replace the profile that was asked for.
	if (path === null && profile !== null) return null;
	// What is there is someone else's: it is neither read nor replaced.
	if (path === null && refused !== null) return null;
	const places = policyPlaces({file: line.value('policy'), workingDirectory: workingDirectory(), environment: env});
	const file = path ?? places[0];
	if (file === undefined) return null;
	return async ({rule, container, reason, expires}) => {
		const waiver = {rule, target: {name: container}, reason, owner: env['USER'] ?? null, expires};
		const {writeWaiver} = await import('../../judge/index.js');
		const {detectionSlugs} = await import('../../record/index.js');
		return {policy: await writeWaiver(file, waiver, rules, detectionSlugs), where: sanitise(file)};
	};
}
