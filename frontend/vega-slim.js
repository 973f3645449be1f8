// Vega without maps, force layouts, trees, regression, Voronoi cells, labels and word clouds: the chart uses none of them.
// The interpreter walks expressions as trees, so that the page's policy can forbid eval.
import {extend} from 'vega-util';
import {transforms} from 'vega-dataflow';
import * as tx from 'vega-transforms';
import * as vtx from 'vega-view-transforms';
import * as encode from 'vega-encode';
extend(transforms, tx, vtx, encode);

export {View} from 'vega-view';
export {parse} from 'vega-parser';
export {changeset} from 'vega-dataflow';
export {expressionInterpreter} from 'vega-interpreter';
