import type {ConnectedPath, PlacedProgram, RaisingProgram, TracedTasks} from '../../../base/index.js';
import {askInTurn, type LeftAlone} from './ask-in-turn.js';
import type {WorkUnderWay} from './work-under-way.js';

export type ContainerFiles = ReturnType<typeof askAboutFiles>;

/** What is asked about files, arguments and sockets of a container: `null` where it does not answer. */
export function askAboutFiles(
	host: Pick<TracedTasks, 'raisedBy' | 'placesOf' | 'socketsAt' | 'executedNames'>,
	work: Pick<WorkUnderWay, 'add'>,
) {
	const leftAlone: LeftAlone = new Map();
	const raises = askInTurn(host.raisedBy, leftAlone, work);
	const places = askInTurn(host.placesOf, leftAlone, work);
	const sockets = askInTurn(host.socketsAt, leftAlone, work);
	const names = askInTurn(host.executedNames, leftAlone, work);
	return {
		raisedBy: (container: string, program: RaisingProgram) => raises.about(container, program),
		placeOf: (container: string, program: PlacedProgram) => places.about(container, program),
		/** Its identity; `null` where there is none too. */
		socketAt: (container: string, path: ConnectedPath) => sockets.about(container, path),
		/** `null` where the process has ended too. */
		executedName: (container: string, pid: number) => names.about(container, pid),
		/** Nothing waits for an answer any more. */
		close(): void {
			for (const one of [raises, places, sockets, names]) one.close();
		},
	};
}
