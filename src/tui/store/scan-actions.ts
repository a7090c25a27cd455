import {counted, sanitise, troubleText, trusted} from '../../base/index.js';
import {entryOf} from '../pages/entries.js';
import {type ScanFilter, thresholds} from '../pages/scan-filter.js';
import type {ActionContext} from './action-context.js';
import {advisoryActions} from './advisory-actions.js';
import {chosenContainers} from './selection.js';
import type {ScanService} from './services.js';
import type {State} from './state.js';

/** Scans: loaded on first use; a scanner takes seconds, so everything else continues meanwhile. */
export function scanActions(context: ActionContext, resortByScans: () => void, cancelOther: () => boolean) {
	const {store, services, toast} = context;
	const advisories = advisoryActions(context);
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
			resortByScans();
			judgeAgain(scans, id);
			advisories.offerAdvisories(scans);
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
	const scanImages = async (images: ReadonlySet<string>, again: boolean) => {
		if (images.size === 0) return toast(trusted('nothing to scan: select a container first'));
		try {
			const scans = await service();
			if (!scans?.live) return toast(trusted('a recorded fleet is not scanned: it shows the scans that were recorded with it'));
			toast(sanitise(`scanning ${counted(images.size, 'image')}`));
			advisories.awaitScans(images);
			scans.scan([...images], again);
		} catch (error) {
			toast(troubleText('scanning', error), true);
		}
	};

	const filterScans = (change: Partial<ScanFilter>) => {
		setState({scanFilter: {...getState().scanFilter, ...change}});
	};

	/** Loads what is already known, without a scan. */
	const loadScans = () =>
		service().catch((error: unknown) => {
			toast(troubleText('scanning', error), true);
			return null;
		});

	const {downloadAdvisories, askOnline, refuseAdvisories} = advisories;
	return {
		downloadAdvisories,
		askOnline,
		refuseAdvisories,
		loadScans,
		/** From now on scans are loaded when their page is first opened. Returns a function that stops this. */
		loadScansAsOpened: () =>
			store.subscribe(({frames}, before) => {
				const view = frames.at(-1)?.view;
				if (view !== before.frames.at(-1)?.view && view?.kind === 'container' && view.tab === 'vulns') void loadScans();
			}),
		/** `V`: the images of the marked containers, else the selected one's. */
		scan: () => scanImages(imagesOf(getState()), true),
		/** `A`: every image in use that has no fresh report. */
		scanAll: () => scanImages(imagesInUse(getState().model), false),
		/** `+` and `-`: raises or lowers the severity threshold. */
		stepThreshold(by: 1 | -1) {
			const {scanFilter} = getState();
			const next = thresholds[thresholds.indexOf(scanFilter.threshold) + by];
			if (next !== undefined) filterScans({threshold: next});
		},
		toggleFixable: () => filterScans({fixable: !getState().scanFilter.fixable}),
		toggleLoaded: () => filterScans({loaded: !getState().scanFilter.loaded}),
		cancelScans() {
			if (cancelOther()) return;
			getState().scans?.cancel();
			toast(trusted(getState().scans ? 'scans cancelled' : 'nothing is running'));
		},
	};
}

const imagesInUse = ({entries}: State['model']): ReadonlySet<string> =>
	new Set(entries.flatMap(({assessed}) => assessed?.facts.imageId ?? []));

function imagesOf(state: State): ReadonlySet<string> {
	const ids = chosenContainers(state);
	return new Set(state.model.entries.flatMap(({id, assessed}) => (ids.has(id) && assessed ? [assessed.facts.imageId] : [])));
}
