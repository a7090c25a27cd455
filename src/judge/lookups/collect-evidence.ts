import {answerOrReason, type PrivilegedFiles} from '../../base/index.js';
import {type ContainerRecord, isRestarted, type LiveFacts} from '../inventory/container-record.js';
import type {OnDemand} from '../inventory/fleet-model.js';
import type {ImageRecord} from '../inventory/fleet-state.js';
import {askAccounts, askChanges, askExecs, askOperatingSystem, askPrivilegedFiles, askProcesses} from './engine-evidence.js';
import type {EvidenceSource} from './evidence-source.js';
import {hostEvidence, privilegedFilesOnHost, privilegedProgramsOnHost} from './host-evidence.js';
import {loadIdentities} from './image-identities.js';

/** Fetches more about one container and stores the answer, or why there is none, for its next judgement. */
export async function collectEvidence(source: EvidenceSource, record: ContainerRecord, what: OnDemand): Promise<void> {
	const {reader, state, signal} = source;
	const {id, inspect: before} = record;
	const imageId = before?.Image ?? '';
	// Requests run in parallel: results of others must be kept, so the evidence is read again after the answer has come.
	const addToRecord = (found: LiveFacts) => {
		// The answer is no longer needed: an aborted request says nothing about the container.
		if (signal.aborted) return;
		// Processes of an earlier start say nothing about this one.
		if (record.inspect !== null && isRestarted(before, record.inspect)) return;
		record.evidence = {...record.evidence, ...found};
	};
	const addToImage = <What extends Exclude<keyof ImageRecord, 'inspect'>>(what: What, found: ImageRecord[What]) => {
		if (signal.aborted) return;
		const image = state.images.get(imageId);
		// What is known is kept: a container that is gone shows no more of its image.
		if (image === undefined || (found?.known === false && image[what]?.known === true)) return;
		state.images.set(imageId, {...image, [what]: found});
	};
	const addFiles = ({setuid, setgid, capable}: PrivilegedFiles) => {
		addToImage('setuidFiles', setuid);
		addToImage('setgidFiles', setgid);
		addToImage('fileCapabilities', capable);
	};
	switch (what) {
		case 'processes':
			return addToRecord({
				processes:
					(await hostEvidence(source, record, (host, pid) => host.readProcesses(pid, id))) ??
					(await askProcesses(reader, id, signal)),
			});
		case 'changes':
			return addToRecord({changes: await askChanges(reader, record, signal)});
		case 'execs': {
			const facts = state.facts.get(id);
			if (facts !== undefined) addToRecord({execs: await askExecs(reader, facts, signal)});
			return;
		}
		case 'image': {
			const inspect = await answerOrReason('engine:/images/json', reader.image(imageId, signal));
			if (inspect.known) state.images.set(imageId, {...state.images.get(imageId), inspect: inspect.value});
			await loadIdentities(source, [imageId]);
			return;
		}
		case 'history':
			return addToImage('history', await answerOrReason('engine:/images/history', reader.history(imageId, signal)));
		case 'os':
			return addToImage(
				'os',
				(await hostEvidence(source, record, (host, pid) => host.readOperatingSystem(pid, id))) ??
					(await askOperatingSystem(reader, id, signal)),
			);
		case 'accounts': {
			const accounts = await askAccounts(reader, id, signal);
			return accounts === null ? undefined : addToImage('accounts', accounts);
		}
		case 'setuid':
			return addFiles(await privilegedFilesOnHost(source, record));
		case 'programs': {
			const privilegedPrograms = await privilegedProgramsOnHost(source, record);
			return privilegedPrograms === null ? undefined : addToRecord({privilegedPrograms});
		}
		case 'files': {
			const image = state.images.get(imageId);
			const isSeen = image?.setuidFiles?.known === true && image.fileCapabilities?.known === true;
			return isSeen ? undefined : addFiles(await askPrivilegedFiles(reader, imageId, signal));
		}
	}
}
