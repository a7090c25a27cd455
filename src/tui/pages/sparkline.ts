import {type SafeText, trusted} from '../../base/index.js';

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One bar for each of the last values, as high as its share of `most`; a blank where none was read. */
export function sparkline(values: readonly (number | null)[], width: number, most: number): SafeText {
	const shown = values.slice(-width).map(value => {
		if (value === null) return ' ';
		const share = most > 0 ? Math.max(0, value) / most : 0;
		return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))];
	});
	return trusted(shown.join('').padEnd(width));
}
