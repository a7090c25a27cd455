import {counted, sanitise, troubleText, trusted} from '../../base/index.js';
import {type ScanFilter, thresholds} from '../pages/scan-filter.js';
import type {ActionContext} from './action-context.js';
import {advisoryActions} from './advisory-actions.js';
import {imagesInUse, scansOnDemand} from './scans-on-demand.js';
import {chosenContainers} from './selection.js';
import type {State} from './state.js';

/** Scans: loaded on first use; a scanner takes seconds, so everything else continues meanwhile. */
export function scanActions(context: ActionContext, resortByScans: () => void, cancelOther: () => boolean) {
	const {store, toast} = context;
	const advisories = advisoryActions(context);
	const {getState, setState} = store;

	const service = scansOnDemand(context, scans => {
		resortByScans();
		advisories.offerAdvisories(scans);
	});
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

function imagesOf(state: State): ReadonlySet<string> {
	const ids = chosenContainers(state);
	return new Set(state.model.entries.flatMap(({id, assessed}) => (ids.has(id) && assessed ? [assessed.facts.imageId] : [])));
}
