import {Text} from 'ink';
import {safe, truncate} from '../src/base/index.js';
import {styleOf} from './theme.js';
import {useTheme} from './use-theme.js';
import {useTuiState} from './use-tui.js';

/** Important notices: for example, that this is the demo fleet, and why. */
export function Banner() {
	const banner = useTuiState(state => state.banner);
	const columns = useTuiState(state => state.size.columns);
	const theme = useTheme();
	if (banner === null) return null;
	return <Text {...styleOf('medium', theme)}>{truncate(safe` ${banner}`, columns)}</Text>;
}
