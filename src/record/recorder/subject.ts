import {createHash} from 'node:crypto';
import {type ContainerFacts, type SafeText, sanitise, trusted} from '../../base/index.js';
import type {Subject} from './store/entry.js';
import {workloadOf} from './workload-name.js';

/** Of the engine and the recorder. */
export const noSubject: Subject = {workload: trusted(''), generation: trusted(''), container: trusted('')};

/** The workload of a container, which outlives it, and the generation: its image and configuration. */
export function subjectOf(facts: Pick<ContainerFacts, 'id' | 'name' | 'compose' | 'imageId' | 'raw'>): Subject {
	return {
		workload: workloadOf(facts),
		generation: generationOf(facts),
		container: sanitise(facts.id.slice(0, 64)),
	};
}

/** Labels and the host name change each time a container is created, and say nothing about what it may do. */
function generationOf({imageId, raw}: Pick<ContainerFacts, 'imageId' | 'raw'>): SafeText {
	const {Hostname: _, Labels: __, ...config} = raw.Config ?? {};
	return trusted(
		createHash('sha256')
			.update(JSON.stringify([imageId, config, raw.HostConfig]))
			.digest('hex')
			.slice(0, 16),
	);
}
