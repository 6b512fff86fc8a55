import { Route, Switch } from "wouter";
import { BatchDetail } from "./batch-detail.tsx";
import { BatchList } from "./batch-list.tsx";

export default function BatchesView() {
  return (
    <Switch>
      <Route path="/batches/:id">{({ id }) => <BatchDetail key={id} id={id} />}</Route>
      <Route>
        <BatchList />
      </Route>
    </Switch>
  );
}
