import { GraphWidget, type GraphWidgetProps, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';

/** A graph of CDK; of its axes, only the titles can be set. */
export interface GraphProps extends Omit<GraphWidgetProps, 'leftYAxis' | 'rightYAxis'> {
  readonly leftLabel?: string;
  readonly rightLabel?: string;
}

/** A graph whose axes begin at zero. */
export function graph({ leftLabel, rightLabel, ...props }: GraphProps): GraphWidget {
  const axis = (label: string | undefined) => ({ min: 0, showUnits: false, ...(label !== undefined && { label }) });
  return new GraphWidget({
    ...props,
    leftYAxis: axis(leftLabel),
    ...(props.right !== undefined && { rightYAxis: axis(rightLabel) }),
  });
}

/** Text over the whole width. */
export function textRow(markdown: string, height: number): TextWidget[] {
  return [new TextWidget({ markdown, width: 24, height })];
}

/** Where a dashboard is in the console. */
export function dashboardUrl(region: string, name: string): string {
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
}
