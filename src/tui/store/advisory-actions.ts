import {safe} from '../../base/index.js';
import type {ActionContext} from './action-context.js';
import type {ScanService} from './services.js';
import type {AdvisoryOffer} from './state.js';

const answered = {prompt: null, offer: null} as const;

/** The question that follows a scan for which advisories are missing on this host: download them, or ask api.osv.dev? */
export function advisoryActions({store, toast}: ActionContext) {
	const {getState, setState} = store;
	/** Images whose scan was asked for by a key, until the question about them. */
	const requested = new Set<string>();

	const answer = (how: 'download' | 'online') => {
		const {offer, scans} = getState();
		setState(answered);
		if (offer === null || scans === null) return;
		for (const image of offer.images) requested.add(image);
		scans.supply(offer.images, how);
	};
	return {
		/** Remembers that the answer to a key is awaited. */
		awaitScans(images: Iterable<string>): void {
			for (const image of images) requested.add(image);
		},
		/** Asks once nothing runs any more, unless the user is typing something else. */
		offerAdvisories(scans: ScanService): void {
			const images = [...requested];
			if (images.length === 0 || images.some(image => scans.image(image)?.progress)) return;
			requested.clear();
			const offer = offerFor(images, scans);
			if (offer === null) return;
			if (getState().prompt !== null) toast(safe`advisories are missing: press ${getState().keyNames.scan} again to get them`);
			else setState({offer, prompt: {kind: 'advisories', text: '', cursor: 0, before: ''}});
		},
		/** `y` at the question. */
		downloadAdvisories: () => answer('download'),
		/** `o` at the question. */
		askOnline: () => answer('online'),
		refuseAdvisories: () => setState(answered),
	};
}

function offerFor(images: readonly string[], scans: ScanService): AdvisoryOffer | null {
	const lacking = images.filter(image => scans.image(image)?.missing?.unreachable === null);
	const sizes = new Map(
		lacking.flatMap(image => scans.image(image)?.missing?.archives.map(({name, size}) => [name, size] as const) ?? []),
	);
	if (sizes.size === 0) return null;
	const known = [...sizes.values()].filter(size => size !== null);
	return {
		images: lacking,
		archives: [...sizes.keys()],
		size: known.length < sizes.size ? null : known.reduce((sum, size) => sum + size, 0),
	};
}
