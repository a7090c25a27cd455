import type {Asker} from './ask.js';
import type {OnDemand} from './fleet-model.js';
import type {JudgeQueue} from './judge-queue.js';
import type {Judging} from './judging.js';

export type OnDemandParts = {
	readonly asker: Asker;
	readonly judging: Judging;
	readonly queue: JudgeQueue;
	/** Tells at once, with a new picture. */
	readonly tell: () => void;
};

/** Answers on which verdicts on images stand. */
const ofImages: ReadonlySet<OnDemand> = new Set(['image', 'history', 'os', 'setuid', 'files']);

/** What asks for more of one container, and has it judged again with the answer. */
export function answersOnDemand({asker, judging, queue, tell}: OnDemandParts): (id: string, what: OnDemand) => Promise<void> {
	/** Questions on their way. */
	let asked = 0;
	let saysMoreOfImages = false;

	return async (id, what) => {
		const record = asker.state.records.get(id);
		if (record?.assessed == null) return;
		// What reads archives is loaded when somebody asks for it.
		const {answer} = await import('./ask.js');
		asked += 1;
		try {
			await answer(asker, record, what);
		} finally {
			asked -= 1;
		}
		if (ofImages.has(what)) saysMoreOfImages = true;
		judging.invalidate();
		queue.add(id);
		await queue.idle();
		// Every image is judged then: once for all that are asked about together.
		if (saysMoreOfImages && asked === 0) {
			saysMoreOfImages = false;
			judging.judgeWide();
		}
		tell();
	};
}
