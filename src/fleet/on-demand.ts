import {limitedSignal} from '../terminal/time-limit.js';
import type {Asker} from './ask.js';
import type {Fleet, OnDemand} from './fleet-model.js';
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
export function answersOnDemand({asker, judging, queue, tell}: OnDemandParts): Fleet['ask'] {
	/** Questions on their way. */
	let asked = 0;
	let saysMoreOfImages = false;

	return async (id, what, wanted) => {
		const record = asker.state.records.get(id);
		if (record?.assessed == null) return;
		// What reads archives is loaded when somebody asks for it.
		const {answer} = await import('./ask.js');
		asked += 1;
		// Ends with the fleet, and sooner when nobody wants the answer any more: one that is not read holds up the engine.
		const limit = limitedSignal(0, asker.signal, wanted);
		try {
			await answer({...asker, signal: limit.signal}, record, what);
		} finally {
			asked -= 1;
			limit.release();
		}
		if (limit.signal.aborted) return;
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
