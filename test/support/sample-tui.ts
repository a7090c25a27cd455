import {keyNamesOf} from '../../components/keymap.js';
import {trusted} from '../../src/base/text/safe-text.js';
import type {Services} from '../../src/tui/store/services.js';
import {createTui} from '../../src/tui/store/tui.js';
import {noServices} from './no-services.js';
import {type Sample, sampleFleet, sampleModel, sampleNow} from './sample-fleet.js';

/** The inspector over a sample fleet; what it would copy is kept, everything else outside of it is absent. */
export function sampleTui(
	samples: readonly Sample[],
	{columns = 120, rows = 30, ...services}: Partial<Services> & {columns?: number; rows?: number} = {},
) {
	const fleet = sampleFleet(sampleModel(samples));
	const copied: string[] = [];
	const tui = createTui(
		{
			fleet,
			now: () => sampleNow,
			copy: async text => {
				copied.push(text);
				return {how: 'clipboard', bytes: text.length};
			},
			save: async () => trusted('/tmp/page.txt'),
			...noServices,
			...services,
		},
		{title: trusted('test'), banner: null, keyNames: keyNamesOf({}), columns, rows},
	);
	return {tui, fleet, copied};
}
