import {hiddenLines, pageOf} from '../src/tui/index.js';
import {Boundary} from './Boundary.js';
import {Parts} from './Parts.js';
import {ruleParts} from './rule-parts.js';
import {useTuiState} from './use-tui.js';

/** The line below the list or the page: the latest message, and how many lines follow: those of the list or page, or `more`. */
export function BottomRule({columns, more}: RuleProps) {
	const counted = useTuiState(state => pageOf(state) ?? state.lines);
	return (
		<Boundary what="counting the lines" of={counted}>
			<BottomRuleLine columns={columns} {...(more === undefined ? {} : {more})} />
		</Boundary>
	);
}

type RuleProps = {readonly columns: number; readonly more?: number};

function BottomRuleLine({columns, more: given}: RuleProps) {
	const toast = useTuiState(state => state.toasts.at(-1));
	const more = useTuiState(state => given ?? hiddenLines(state).below);
	return <Parts parts={ruleParts(columns, {more, side: 'below', toast})} />;
}
