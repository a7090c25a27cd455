import {containersShown, fleetHeader} from './fleet-header.js';
import {Parts} from './Parts.js';
import {useInspected} from './use-inspector.js';

/** The first line of the list. */
export function FleetHeader() {
	const model = useInspected(state => state.model);
	const title = useInspected(state => state.title);
	const context = useInspected(state => state.context);
	const filter = useInspected(state => state.filter.text);
	const shown = useInspected(containersShown);
	const marked = useInspected(state => state.marks.size);
	const columns = useInspected(state => state.size.columns);
	return <Parts parts={fleetHeader({columns, model, title, context, filter, shown, marked})} />;
}
