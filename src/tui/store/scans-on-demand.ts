import {entryOf} from '../pages/entries.js';
import type {ActionContext} from './action-context.js';
import type {ScanService} from './services.js';
import type {State} from './state.js';

/**
 * Loads the scans when they are first asked for; from then on what they know is looked up for the list and for the open page, and is part
 * of the grades.
 */
export function scansOnDemand({store, services}: ActionContext, onNews: (scans: ScanService) => void) {
	const {getState, setState} = store;

	let loading: Promise<ScanService | null> | null = null;
	/** Shared by concurrent callers. */
	const service = (): Promise<ScanService | null> => {
		loading ??= load().catch((error: unknown) => {
			loading = null;
			throw error;
		});
		return loading;
	};
	const load = async (): Promise<ScanService | null> => {
		if (!services.loadScans) return null;
		const scans = await services.loadScans();
		setState({scans});
		scans.subscribe(id => {
			setState({scanRound: getState().scanRound + 1, now: services.now()});
			judgeAgain(scans, id);
			onNews(scans);
		});
		// Cached scans are part of the grades, including those of images that appear later.
		lookUpImages(getState());
		lookUpOpen(getState());
		store.subscribe((state, before) => {
			if (state.model !== before.model) lookUpImages(state);
			lookUpOpen(state);
		});
		return scans;
	};

	const judged = new Map<string, ReturnType<ScanService['facts']>>();
	/** News about an image concerns all containers that use it. */
	const judgeAgain = (scans: ScanService, image: string): void => {
		const facts = scans.facts(image);
		if (facts === null || facts === judged.get(image)) return;
		judged.set(image, facts);
		void services.fleet.applyScans(new Map([[image, facts]]));
	};
	const lookUpImages = ({scans, model}: State): void => {
		for (const image of imagesInUse(model)) scans?.lookUp(image, 'tally');
	};
	/** Scan details of a page are read only while it is open. */
	const lookUpOpen = (state: State): void => {
		const view = state.frames.at(-1)?.view;
		const {scans} = state;
		if (scans === null || !(view?.kind === 'vulnerability' || view?.kind === 'container')) return;
		const facts = entryOf(state, view.id)?.assessed?.facts;
		if (facts === undefined) return;
		const isOnScan = view.kind === 'vulnerability' || view.tab === 'vulns';
		if (isOnScan) scans.lookUp(facts.imageId, 'page');
		const hasReport = isOnScan && scans.image(facts.imageId) !== null;
		if (hasReport || (view.kind === 'container' && view.tab === 'image' && facts.changes.known))
			scans.lookUpDrift(view.id, facts.imageId);
	};
	return service;
}

export const imagesInUse = ({entries}: State['model']): ReadonlySet<string> =>
	new Set(entries.flatMap(({assessed}) => assessed?.facts.imageId ?? []));
